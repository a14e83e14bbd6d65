// A button that shows what was typed as a password, and hides it again.

// Return what the button says and the type of the input, by whether the password is shown.
export const shownAs = (isShown, words) =>
  isShown ? { type: "text", label: words.hide } : { type: "password", label: words.show };

export const addButton = (input, words) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "show-password";
  button.setAttribute("aria-controls", input.id);
  const apply = (isShown) => {
    const { type, label } = shownAs(isShown, words);
    input.type = type;
    button.textContent = label;
  };
  apply(false);
  button.addEventListener("click", () => apply(input.type === "password"));
  // Password managers and browsers keep what was typed only from an input of this type.
  input.form.addEventListener("submit", () => apply(false));
  input.after(button);
};
