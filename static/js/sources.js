// A button that adds another row of inputs to the list of sources. Without it the form has spare
// rows, and gets new ones whenever it is saved.
(() => {
  const MOST_SOURCES = 50;
  const prefixOf = (widget) => widget.querySelector("input").name.replace(/\d+-[^-]*$/, "");
  const renumber = (row, number) => {
    row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+/, number + 1);
    for (const counter of row.querySelectorAll(".text-limit")) counter.remove();
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/-\d+-/, `-${number}-`);
      input.id = input.id.replace(/-\d+-/, `-${number}-`);
      input.closest("label").htmlFor = input.id;
      input.value = "";
      input.removeAttribute("value");
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const widget of document.querySelectorAll(".sources-widget")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = widget.dataset.add;
      const add = () => {
        const rows = widget.querySelectorAll(".source-row");
        if (rows.length > MOST_SOURCES) return null;
        const row = rows[rows.length - 1].cloneNode(true);
        renumber(row, rows.length);
        button.before(row);
        return row;
      };
      button.addEventListener("click", () => {
        const row = add();
        if (row) row.querySelector("input").focus();
      });
      // What was kept of the form needs a row for each of its sources.
      widget.closest("form").addEventListener("keptrows", ({ detail: names }) => {
        const isMissing = (name) => name.startsWith(prefixOf(widget)) && !widget.querySelector(`[name="${CSS.escape(name)}"]`);
        while (names.some(isMissing) && add());
      });
      widget.append(button);
    }
  });
})();
