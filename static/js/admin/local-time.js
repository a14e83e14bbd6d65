// Below a date and time, shows what the clocks of both offices say then, in the server's words.
// Without this script they come with the next page.
import { formatInOffices, momentsAt } from "./clocks.js";

const describe = (moments, { offices, between, never, twice }) => {
  if (!moments.length) return never;
  if (moments.length > 1) return twice;
  const language = document.documentElement.lang;
  return formatInOffices(moments[0], Object.entries(JSON.parse(offices)), { language, between });
};

const update = (output) => {
  const [field, zone] = [...output.htmlFor].map((id) => document.getElementById(id));
  const local = Date.parse(`${field.value}Z`);
  const words = Number.isNaN(local) ? "" : describe(momentsAt(local, zone.value), output.dataset);
  if (output.textContent !== words) output.textContent = words;
};

document.addEventListener("input", ({ target }) => {
  for (const output of document.querySelectorAll("output[data-offices]")) {
    if (output.htmlFor.contains(target.id)) update(output);
  }
});
