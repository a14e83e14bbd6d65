// The page of a review: the text in a frame as high as its content, and the note ready to be typed.
// Without this script the frame scrolls by itself.

const fit = (frame, root) => {
  frame.style.height = `${Math.ceil(root.getBoundingClientRect().height)}px`;
};

// Links lead to a new tab, as they would lead the frame away. Those within the page don't.
const keepInside = (root) => {
  for (const link of root.querySelectorAll("a[href^='#']")) link.target = "_self";
};

const grow = (frame) => {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  keepInside(root);
  fit(frame, root);
  new ResizeObserver(() => fit(frame, root)).observe(root);
};

for (const frame of document.querySelectorAll(".review-page")) {
  frame.addEventListener("load", () => grow(frame));
  if (frame.contentDocument?.readyState === "complete") grow(frame);
}

for (const note of document.querySelectorAll(".review-note")) {
  note.addEventListener("toggle", () => {
    if (note.open) note.querySelector("textarea").focus();
  });
}
