// Above a form that opens, offers what was kept of it.
import { create, createButton } from "../elements.js";
import { createComparison, createList, rowsWithoutControl } from "./comparison.js";
import { restore } from "./restore.js";
import { idOf, isKeyOf, keptKeys, readKept, removeKept } from "./store.js";
import { controlsOf, serialize, valuesOf, valuesWithoutControl } from "./values.js";

const formatTime = (at) =>
  new Date(at).toLocaleString(document.documentElement.lang.replace(/^en$/, "en-GB"), {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });

const offerOne = (form, notice, [key, kept], onRestored) => {
  const words = notice.dataset;
  const question = create("p", { textContent: words.ask.replace("{when}", formatTime(kept.at)) });
  const block = create("div", { className: "kept-offer" }, question);
  const close = () => {
    block.remove();
    notice.hidden = !notice.children.length;
  };
  const compare = ({ target }) => {
    target.disabled = true;
    block.append(createComparison(form, kept.values, words));
  };
  const takeBack = async () => {
    await restore(form, kept);
    onRestored(valuesWithoutControl(form, kept.values));
    removeKept(key);
    const left = rowsWithoutControl(form, kept.values, words);
    if (left.length) notice.append(createList(left));
    close();
  };
  const discard = () => {
    removeKept(key);
    close();
  };
  const buttons = create("div", { className: "media-buttons" }, createButton(words.look, compare));
  // A form that is only to be read takes nothing back.
  if (controlsOf(form).length) buttons.append(createButton(words.restore, takeBack));
  buttons.append(createButton(words.forget, discard));
  block.append(buttons);
  notice.append(block);
  notice.hidden = false;
};

// Return what was kept of this form by other pages, the last first: pairs of a key and that.
const keptElsewhere = (user, ownIds) => {
  // What was written on a draft that is no more has no form of its own: the server leads here.
  const lost = new URLSearchParams(location.search).get("kept");
  const isHere = ([key, kept]) => kept && (kept.path === location.pathname || idOf(key) === lost);
  return keptKeys()
    .filter((key) => isKeyOf(user, key) && !ownIds.includes(idOf(key)))
    .map((key) => [key, readKept(key)])
    .filter(isHere)
    .sort(([, one], [, other]) => other.at - one.at);
};

// `onRestored` gets the values that the form has no control for.
export const offerKept = (form, notice, { user, ownIds, onRestored }) => {
  const typed = serialize(valuesOf(form));
  for (const [key, kept] of keptElsewhere(user, ownIds)) {
    if (serialize(kept.values) === typed) removeKept(key);
    else offerOne(form, notice, [key, kept], onRestored);
  }
};
