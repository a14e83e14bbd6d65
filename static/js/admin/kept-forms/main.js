// Keeps what somebody types into a form of the admin in this browser until the server has it: a
// tab may be closed, a session may end. A form that opens offers what was kept of it.
//
// A form is kept if it holds a `.kept-notice`, which carries the words. Each page keeps under an id
// of its own, so that two tabs don't overwrite each other's.
import { watchEditors, whenEditorsAreReady } from "./editors.js";
import { FormKeeper } from "./keeper.js";
import { offerKept } from "./offer.js";
import { idOf, isKeyOf, keptKeys, readKept, removeKeptIf } from "./store.js";

const { user, logOut: askBeforeLogOut } = document.getElementById("kept-forms").dataset;
// Long enough for a weekend and a holiday; a computer may be shared.
const MAX_MILLISECONDS_KEPT = 14 * 24 * 3600 * 1000;
const keepers = [];
const isOwn = (key) => isKeyOf(user, key);

// The server names in a cookie what it has saved, on whichever page comes next. In production the
// cookie has the prefix by which browsers keep others from setting it.
const removeSaved = () => {
  const named = document.cookie.match(/(?:^|; )((?:__Host-)?kept_saved)=([^;]*)/);
  if (!named) return;
  const [, name, ids] = named;
  removeKeptIf((key) => ids.split(".").includes(idOf(key)));
  const secure = name.startsWith("__Host-") ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox knows cookieStore since 2025 only.
  document.cookie = `${name}=; path=/; max-age=0${secure}`;
};

// Other users' too: a session may have ended, and somebody else logged in for a moment.
const removeOld = () =>
  removeKeptIf((key) => Date.now() - (readKept(key)?.at ?? 0) > MAX_MILLISECONDS_KEPT);

// Nothing stays of somebody who logs out, and who says that it may go.
const removeOwnAtLogOut = (form) => {
  form.addEventListener("submit", (event) => {
    for (const keeper of keepers) keeper.keepNow();
    if (keptKeys().some(isOwn) && !window.confirm(askBeforeLogOut)) {
      event.preventDefault();
      return;
    }
    for (const keeper of keepers) keeper.close();
    removeKeptIf(isOwn);
  });
};

// From the first word on, before the editors are there; offered once all can be put back.
const startKeeping = (notice) => {
  const form = notice.closest("form");
  const keeper = new FormKeeper(form, notice, user);
  keepers.push(keeper);
  keeper.start();
  window.addEventListener("load", async () => {
    await whenEditorsAreReady(form);
    const onRestored = (values) => keeper.carry(values);
    offerKept(form, notice, { user, ownIds: keeper.ids, onRestored });
    form.dataset.keeping = "";
  });
};

removeSaved();
removeOld();
watchEditors();
const logOutForm = document.getElementById("logout-form");
if (user && logOutForm) removeOwnAtLogOut(logOutForm);
// Once the modules below have put their controls in place.
document.addEventListener("DOMContentLoaded", () => {
  for (const notice of document.querySelectorAll(".kept-notice")) startKeeping(notice);
});
