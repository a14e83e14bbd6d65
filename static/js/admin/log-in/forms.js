// A form is sent once its person is known to be logged in, so that nothing of it is lost: neither
// typed words nor chosen files.
import { ensureLoggedIn } from "./with-login.js";

const asking = new WeakSet();
const passed = new WeakSet();

// Logging out works without a session, too. What a script sends asks by itself.
const isGuarded = (form) =>
  form.method === "post" && form.id !== "logout-form" && !("byScript" in form.dataset);

const send = (form, submitter) => {
  passed.add(form);
  form.requestSubmit(submitter);
  // The browser may have found a field to complain about.
  passed.delete(form);
};

const onSubmit = async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || passed.delete(form) || !isGuarded(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking.has(form)) return;
  asking.add(form);
  const isLoggedIn = await ensureLoggedIn().finally(() => asking.delete(form));
  if (isLoggedIn) send(form, submitter);
};

// Before anything else hears that the form is sent.
window.addEventListener("submit", onSubmit, true);
