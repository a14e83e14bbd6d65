// Above a form that opens, offers what was typed into it and not saved: what this browser kept, and
// what the server did, which may come from another one. One offer, the newest; older ones are folded.
import { create, createButton } from "../elements.js";
import { createComparison, createList, rowsWithoutControl } from "./comparison.js";
import { restore } from "./restore.js";
import { ServerOffer } from "./server-offer.js";
import { idOf, isKeyOf, keptKeys, readKept, removeKept } from "./store.js";
import { controlsOf, serialize, valuesOf, valuesWithoutControl } from "./values.js";

const TIME = { hour: "2-digit", minute: "2-digit" };
const isToday = (date) => date.toDateString() === new Date().toDateString();

const formatTime = (at) => {
  const date = new Date(at);
  const options = isToday(date) ? TIME : { day: "numeric", month: "long", ...TIME };
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  return date.toLocaleString(language, options);
};

// One or more offers, the newest first, in the notice above the form.
const arrange = (notice, blocks) => {
  const [newest, ...older] = blocks;
  notice.append(newest);
  if (older.length) {
    const words = notice.dataset.older.replace("{count}", older.length);
    const summary = create("summary", { textContent: words });
    notice.append(create("details", { className: "kept-older" }, summary, ...older));
  }
  notice.hidden = false;
};

const createBlock = (notice, at) => {
  const words = notice.dataset.ask.replace("{when}", formatTime(at));
  return create("div", { className: "kept-offer" }, create("p", { textContent: words }));
};

const close = (notice, block) => {
  const details = block.closest("details");
  block.remove();
  if (details && !details.querySelector(".kept-offer")) details.remove();
  notice.hidden = !notice.children.length;
};

// What is typed on is another state of the same text, and no second one.
const noteContinued = (form, ids) => {
  const field = form.elements.continues ?? create("input", { type: "hidden", name: "continues" });
  field.value = [field.value, ...ids].filter(Boolean).join(".");
  form.append(field);
};

const createKept = (form, notice, { key, kept, server }, onRestored) => {
  const words = notice.dataset;
  const block = createBlock(notice, kept.at);
  const compare = ({ target }) => {
    target.disabled = true;
    block.append(createComparison(form, kept.values, words));
  };
  const takeBack = async () => {
    await restore(form, kept);
    noteContinued(form, [idOf(key), ...(server?.ids ?? [])]);
    onRestored(valuesWithoutControl(form, kept.values));
    removeKept(key);
    const left = rowsWithoutControl(form, kept.values, words);
    if (left.length) notice.append(createList(left));
    close(notice, block);
  };
  const discard = () => {
    removeKept(key);
    server?.discard();
    close(notice, block);
  };
  const buttons = create("div", { className: "media-buttons" });
  // A form that is only to be read takes nothing back.
  if (controlsOf(form).length) buttons.append(createButton(words.restore, takeBack));
  buttons.append(createButton(words.look, compare), createButton(words.forget, discard));
  block.append(buttons);
  return block;
};

const createFromServer = (notice, server) => {
  const block = createBlock(notice, server.at);
  const forget = async () => {
    await server.discard();
    close(notice, block);
  };
  const buttons = create("div", { className: "media-buttons" }, server.createLink());
  buttons.append(createButton(notice.dataset.forget, forget));
  block.append(buttons);
  return block;
};

// Return what was kept of this form by other pages: objects with its key and `kept`.
const keptElsewhere = (user, ownIds) => {
  // What was written on a draft that is no more has no form of its own: the server leads here.
  const lost = new URLSearchParams(location.search).get("kept");
  const isHere = ({ key, kept }) => kept && (kept.path === location.pathname || idOf(key) === lost);
  return keptKeys()
    .filter((key) => isKeyOf(user, key) && !ownIds.includes(idOf(key)))
    .map((key) => ({ key, kept: readKept(key) }))
    .filter(isHere);
};

const withoutSame = (form, found) => {
  const typed = serialize(valuesOf(form));
  return found.filter(({ key, kept }) => {
    const isSame = serialize(kept.values) === typed;
    if (isSame) removeKept(key);
    return !isSame;
  });
};

// `onRestored` gets the values that the form has no control for.
export const offerKept = (form, notice, { user, ownIds, onRestored }) => {
  const found = withoutSame(form, keptElsewhere(user, ownIds));
  const server = ServerOffer.find();
  // What one form kept here is never older than what it sent.
  const same = found.find(({ key }) => server?.isOf(idOf(key)));
  if (same) same.server = server;
  const offers = found.map((one) => ({
    at: one.kept.at,
    block: createKept(form, notice, one, onRestored),
  }));
  if (server && !same) offers.push({ at: server.at, block: createFromServer(notice, server) });
  if (!offers.length) return;
  arrange(
    notice,
    offers.sort((one, other) => other.at - one.at).map(({ block }) => block),
  );
};
