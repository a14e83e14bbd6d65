import { post } from "./requests.js";
import { cloneTemplate } from "./views.js";

const fill = ({ elements }, { texts, decorative }) => {
  const text = texts[elements.language.value];
  elements.description.value = text?.description || "";
  elements.caption.value = text?.caption || "";
  elements.decorative.checked = decorative;
};

// Show what the picture says in the language that is chosen, unless something is typed already.
const followLanguage = (form, facts) => {
  let shown = form.elements.description.value;
  form.elements.language.addEventListener("change", () => {
    if (form.elements.description.value !== shown) return;
    fill(form, facts);
    shown = form.elements.description.value;
  });
};

const serialize = (form) => JSON.stringify([...new FormData(form)]);

const askBeforeLeaving = (form, isChanged) =>
  window.addEventListener("beforeunload", (event) => {
    const isShown = form.isConnected && form.offsetParent;
    if (isShown && isChanged()) event.preventDefault();
  });

const showErrors = (form, errors) => {
  const note = form.querySelector(".errornote");
  note.hidden = !errors;
  note.textContent = Object.values(errors ?? {})
    .flat()
    .join(" ");
  if (errors) form.elements.description.focus();
};

// Return the form that describes a picture, and what saves it: that resolves to the picture's new
// facts, to null where the server refuses them. `onSaved` gets them where the form is sent by itself;
// without it the form is part of another one.
export const createDescribeForm = (area, facts, words, onSaved = null) => {
  const form = cloneTemplate(area, ".media-describe-template");
  fill(form, facts);
  followLanguage(form, facts);
  let saved = serialize(form);
  askBeforeLeaving(form, () => serialize(form) !== saved);
  const save = async () => {
    const sent = serialize(form);
    const values = Object.fromEntries(new FormData(form));
    const answer = await post(facts.describeUrl, values, words).catch((error) => ({
      errors: { all: [error.message] },
    }));
    showErrors(form, answer.errors);
    if (answer.errors) return null;
    saved = sent;
    return answer;
  };
  if (onSaved) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await save();
      if (answer) onSaved(answer);
    });
  }
  return { form, save };
};
