// How strong a new password is, as the server says, in words below its input.
const MILLISECONDS = 400;

// Return the sentence for an answer of the server; "" if there is nothing to say.
export const sentenceOf = ({ word, advice }) => {
  if (!word) return "";
  return advice ? `${word}. ${advice}` : `${word}.`;
};

const ask = async (input) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
  body.set("person", input.dataset.person);
  body.set("password", input.value);
  const response = await fetch(input.dataset.ratedAt, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  });
  return response.ok ? response.json() : {};
};

const addStatus = (input) => {
  const status = document.createElement("p");
  status.className = "password-rating";
  status.setAttribute("role", "status");
  input.closest(".form-row, div").append(status);
  return status;
};

export const rateWhileTyped = (input) => {
  const status = addStatus(input);
  let timer;
  const update = async () => {
    const asked = input.value;
    // What was typed since then gets an answer of its own. Without one, the form says it.
    const answer = asked ? await ask(input).catch(() => ({})) : {};
    if (input.value === asked) status.textContent = sentenceOf(answer);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, MILLISECONDS);
  });
};
