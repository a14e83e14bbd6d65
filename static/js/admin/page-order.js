// Pages are put in order by dragging. The buttons beside each page do it without this script.
const form = document.getElementById("page-order");
let dragged = null;

// Each language has a menu of its own; the list has all.
const siblingsOf = (item) =>
  [...item.parentElement.children].filter(
    (each) => each.dataset.language === item.dataset.language,
  );

const isSibling = (item) => Boolean(dragged) && siblingsOf(item).includes(dragged);

// Its ancestors are items, too.
const claim = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

const startDragging = (item) => (event) => {
  event.stopPropagation();
  dragged = item;
  event.dataTransfer.effectAllowed = "move";
  item.classList.add("page-order-dragged");
};

const allowDrop = (item) => (event) => {
  if (dragged !== item && isSibling(item)) claim(event);
};

const drop = (item) => (event) => {
  if (!isSibling(item)) return;
  claim(event);
  form.elements.page.value = dragged.dataset.page;
  form.elements.place.value = siblingsOf(item).indexOf(item);
  form.submit();
};

for (const item of document.querySelectorAll("[data-page]")) {
  item.draggable = true;
  item.addEventListener("dragstart", startDragging(item));
  item.addEventListener("dragend", () => item.classList.remove("page-order-dragged"));
  item.addEventListener("dragover", allowDrop(item));
  item.addEventListener("drop", drop(item));
}
