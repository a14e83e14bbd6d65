const hasFiles = ({ dataTransfer }) => [...dataTransfer.types].includes("Files");

// Files that are dropped anywhere in `root` go to `onFiles`, while `place` is marked: a file that is
// dropped beside its place must not take the page away.
export const acceptDrops = (root, place, onFiles) => {
  const mark = (isOver) => place.classList.toggle("media-drop-over", isOver);
  root.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  root.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  root.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    onFiles([...event.dataTransfer.files]);
  });
};

export const acceptChosen = (input, onFiles) => {
  input.addEventListener("change", () => {
    onFiles([...input.files]);
    input.value = "";
  });
};
