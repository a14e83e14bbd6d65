// Forms that a passkey fills in. Each names its options: in the page, or at an address to ask.
import { creationOptions, failureOf, requestOptions, toJson } from "./ceremony.js";

const fetchOptions = async (address) => {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
};

const optionsOf = async ({ dataset }) =>
  dataset.optionsFrom
    ? fetchOptions(dataset.optionsFrom)
    : JSON.parse(document.getElementById(dataset.options).textContent);

const askBrowser = (options) =>
  options.creation_options
    ? navigator.credentials.create(creationOptions(options.creation_options))
    : navigator.credentials.get(requestOptions(options.request_options));

const say = (form, failure) => {
  const note = form.querySelector("[data-canceled]");
  note.textContent = note.dataset[failure] ?? "";
  note.hidden = !failure;
};

const fillIn = async (form) => {
  say(form, "");
  try {
    const credential = await askBrowser(await optionsOf(form));
    form.elements.credential.value = JSON.stringify(toJson(credential));
  } catch (error) {
    say(form, failureOf(error));
    return;
  }
  form.submit();
};

const start = (form) => {
  form.hidden = false;
  if (!window.PublicKeyCredential) {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    say(form, "unsupported");
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fillIn(form);
  });
};

for (const form of document.querySelectorAll(".passkey-form")) start(form);
