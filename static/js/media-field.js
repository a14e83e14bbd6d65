// The field that holds the picture or the document of an item: a thumbnail and two buttons in place of the list
// that it is without scripts.
(() => {
  const library = window.mediaLibrary;
  const button = (words) => Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });

  const start = (field) => {
    const { picker, choose, wordsChoose, wordsOther, wordsRemove, wordsNone, wordsUndescribed, wordsOpen, wordsFault } = field.dataset;
    const select = field.querySelector("select");
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: select.name, id: select.id, value: select.value });
    // Chosen by an editor, though hidden: it is kept with what is typed.
    input.dataset.kept = select.value;
    const label = document.querySelector(`label[for="${select.id}"]`);
    const shown = Object.assign(document.createElement("div"), { className: "asset-field-shown" });
    const buttons = Object.assign(document.createElement("div"), { className: "media-buttons" });
    const [chooseButton, removeButton] = [button(wordsChoose), button(wordsRemove)];
    const said = document.createElement("p");
    said.setAttribute("role", "status");

    const tell = () => input.dispatchEvent(new Event("input", { bubbles: true }));
    const show = (facts) => {
      input.value = facts ? facts.id : "";
      chooseButton.textContent = facts ? wordsOther : wordsChoose;
      removeButton.hidden = !facts;
      if (!facts) {
        shown.textContent = wordsNone;
        return;
      }
      const thumb = Object.assign(document.createElement("span"), { className: "media-thumb" });
      const words = document.createElement("p");
      const link = Object.assign(document.createElement("a"), { href: facts.url, target: "_blank", textContent: wordsOpen });
      thumb.append(library.thumbnail(facts));
      words.append(Object.assign(document.createElement("strong"), { textContent: facts.title }), document.createElement("br"), link);
      if (facts.kind === "image" && !facts.isDescribed) words.append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "state state-waiting", textContent: wordsUndescribed }));
      shown.replaceChildren(thumb, words);
    };

    chooseButton.addEventListener("click", async () => {
      said.textContent = "";
      try {
        const picked = await library.pick(picker);
        if (picked) {
          show(picked.facts);
          tell();
        }
      } catch { said.textContent = wordsFault; }
      chooseButton.focus();
    });
    removeButton.addEventListener("click", () => {
      show(null);
      tell();
      chooseButton.focus();
    });
    // The form brings back what was kept of it.
    input.addEventListener("change", async () => {
      if (!input.value) show(null);
      else library.get(`${choose}?id=${input.value}`, {}).then(({ assets }) => show(assets[0])).catch(() => {});
    });

    chooseButton.id = `${select.id}_choose`;
    if (label) {
      label.id = `${select.id}_label`;
      field.setAttribute("role", "group");
      field.setAttribute("aria-labelledby", label.id);
    }
    const help = select.getAttribute("aria-describedby");
    if (help) chooseButton.setAttribute("aria-describedby", help);
    buttons.append(chooseButton, removeButton);
    field.replaceChildren(input, shown, buttons, said);
    show(JSON.parse(field.dataset.facts));
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll(".asset-field")) start(field);
  });
})();
