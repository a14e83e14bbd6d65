// Says below a date and time what it is on the walls of both offices, in the words in which the
// server says it. Without this the words come with the next page.
(() => {
  const DIGITS = { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

  const partsOf = (moment, timeZone, options = {}) => {
    const format = new Intl.DateTimeFormat("en-GB", { ...DIGITS, ...options, timeZone });
    return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  };

  const onWall = (moment, timeZone) => {
    const { year, month, day, hour, minute } = partsOf(moment, timeZone);
    return Date.UTC(year, month - 1, day, hour, minute);
  };

  // The moments at which a clock on a wall shows `local`: one, or in a night in which clocks are
  // changed none or two.
  const momentsAt = (local, timeZone) => {
    const day = 24 * 3600 * 1000;
    const offsets = [local - day, local + day].map((moment) => onWall(moment, timeZone) - moment);
    const moments = new Set(offsets.map((offset) => local - offset));
    return [...moments].filter((moment) => onWall(moment, timeZone) === local);
  };

  const inWords = (moment, timeZone) => {
    const { day, month, year, hour, minute } = partsOf(moment, timeZone, { month: "long" });
    return `${day} ${month} ${year} ${hour}:${minute}`;
  };

  const say = (output) => {
    const [field, zone] = [...output.htmlFor].map((id) => document.getElementById(id));
    const local = Date.parse(`${field.value}Z`);
    const moments = Number.isNaN(local) ? [] : momentsAt(local, zone.value);
    const offices = Object.entries(JSON.parse(output.dataset.offices));
    const inOffices = (moment) => offices.map(([office, timeZone]) => `${inWords(moment, timeZone)} (${office})`).join(", ");
    const special = Number.isNaN(local) ? "" : { 0: output.dataset.never, 2: output.dataset.twice }[moments.length];
    const words = special ?? inOffices(moments[0]);
    if (output.textContent !== words) output.textContent = words;
  };

  document.addEventListener("input", ({ target }) => {
    for (const output of document.querySelectorAll("output[data-offices]")) {
      if (output.htmlFor.contains(target.id)) say(output);
    }
  });
})();
