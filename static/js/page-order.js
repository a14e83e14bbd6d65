// Dragging for the order of pages; the buttons beside each page work without it.
(() => {
  let dragged = null;
  const form = document.getElementById("page-order");
  const siblings = (item) => [...item.parentElement.children];
  for (const item of document.querySelectorAll("[data-page]")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      event.stopPropagation();
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      item.classList.add("page-order-dragged");
    });
    item.addEventListener("dragend", () => item.classList.remove("page-order-dragged"));
    item.addEventListener("dragover", (event) => {
      if (dragged && dragged !== item && dragged.parentElement === item.parentElement) {
        event.preventDefault();
        event.stopPropagation();
      }
    });
    item.addEventListener("drop", (event) => {
      if (!dragged || dragged.parentElement !== item.parentElement) return;
      event.preventDefault();
      event.stopPropagation();
      form.elements.page.value = dragged.dataset.page;
      form.elements.place.value = siblings(item).indexOf(item);
      form.submit();
    });
  }
})();
