// The texts of the source in the form of a translation: open where they have room beside the fields,
// folded above them elsewhere.

const ROOM = matchMedia("(min-width: 80rem)");

function show() {
  for (const text of document.querySelectorAll(".source-text")) {
    text.open = ROOM.matches;
  }
}

show();
ROOM.addEventListener("change", show);
