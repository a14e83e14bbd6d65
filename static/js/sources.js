// A button that adds another row of inputs to the list of sources. Without it the form has spare
// rows, and gets new ones whenever it is saved.
(() => {
  const renumber = (row, number) => {
    row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+/, number + 1);
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/-\d+-/, `-${number}-`);
      input.id = input.id.replace(/-\d+-/, `-${number}-`);
      input.closest("label").htmlFor = input.id;
      input.value = "";
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const widget of document.querySelectorAll(".sources-widget")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = widget.dataset.add;
      button.addEventListener("click", () => {
        const rows = widget.querySelectorAll(".source-row");
        if (rows.length > 50) return;
        const row = rows[rows.length - 1].cloneNode(true);
        renumber(row, rows.length);
        button.before(row);
        row.querySelector("input").focus();
      });
      widget.append(button);
    }
  });
})();
