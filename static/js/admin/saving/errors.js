// What keeps a form from being saved: in a list at the top, and at the fields.
import { create } from "../elements.js";
import { editorOf } from "../kept-forms/editors.js";

const idOfErrors = (name) => `id_${name}_error`;

const controlIn = (row, name) =>
  row.querySelector(`#id_${CSS.escape(name)}`) ?? row.querySelector("input, select, textarea");

// Where someone types: the editor stands in for the control of a rich text.
export const placeOf = (control) => editorOf(control)?.editable()?.$ ?? control;

const describe = (element, id) => {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  if (!ids.includes(id)) element.setAttribute("aria-describedby", [...ids, id].join(" "));
};

const mark = (form, name, messages) => {
  const row = form.querySelector(`.field-${CSS.escape(name)}`);
  if (!row) return;
  const items = messages.map((textContent) => create("li", { textContent }));
  row.classList.add("errors");
  row.prepend(create("ul", { className: "errorlist", id: idOfErrors(name) }, ...items));
  const control = controlIn(row, name);
  for (const element of control ? [control, placeOf(control)] : []) {
    element.setAttribute("aria-invalid", "true");
    describe(element, idOfErrors(name));
  }
};

const unmark = (row) => {
  for (const list of row.querySelectorAll(".errorlist")) list.remove();
  for (const element of row.querySelectorAll("[aria-invalid]"))
    element.removeAttribute("aria-invalid");
  row.classList.remove("errors");
};

export const clearErrors = (form) => {
  document.getElementById("error-summary").replaceChildren();
  for (const row of form.querySelectorAll(".errors")) unmark(row);
  // What is too long stays marked.
  for (const control of form.querySelectorAll("[data-limit]"))
    control.dispatchEvent(new Event("recount", { bubbles: true }));
};

export const showErrors = (form, { summary_html: summary, errors }) => {
  clearErrors(form);
  const place = document.getElementById("error-summary");
  place.innerHTML = summary;
  for (const [name, messages] of Object.entries(errors)) mark(form, name, messages);
  place.querySelector(".error-summary")?.focus();
};
