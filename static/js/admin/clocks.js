// Dates and times as clocks in different places show them. A time on a clock is a number like that
// of `Date.UTC`, of the digits that the clock shows.
const DIGITS = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};
const DAY = 24 * 3600 * 1000;

const partsOf = (moment, timeZone) => {
  const format = new Intl.DateTimeFormat("en-GB", { ...DIGITS, timeZone });
  return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
};

const onClock = (moment, timeZone) => {
  const { year, month, day, hour, minute } = partsOf(moment, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute);
};

// Return the moments at which a clock shows `local`: one, but none or two in a night in which clocks
// are changed.
export const momentsAt = (local, timeZone) => {
  const offsets = [local - DAY, local + DAY].map((moment) => onClock(moment, timeZone) - moment);
  const moments = new Set(offsets.map((offset) => local - offset));
  return [...moments].filter((moment) => onClock(moment, timeZone) === local);
};

const formatTime = ({ hour, minute }) => `${hour}:${minute}`;

// As the server writes it: 2 March 2026 13:00 (New York), 3 March 2026 02:00 (Jinan); the day once if
// it is the same. `offices` are pairs of words with `{time}` in them and a zone.
export const formatInOffices = (moment, offices, { language, between }) => {
  let before = "";
  return offices
    .map(([words, timeZone]) => {
      const day = formatDay(moment, language, timeZone);
      const time = formatTime(partsOf(moment, timeZone));
      const shown = day === before ? time : `${day} ${time}`;
      before = day;
      return words.replace("{time}", shown);
    })
    .join(between);
};

const formatDay = (moment, language, timeZone) => {
  const options = { year: "numeric", month: "long", day: "numeric", timeZone };
  // The day comes first, as in Django's format.
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(moment);
};
