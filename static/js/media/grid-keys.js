// Return the place in a grid that an arrow key leads to from `at`; it may be none.
export const placeAfterKey = (key, at, columns) => {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  return at + steps[key];
};

// By arrow keys from picture to picture, as in a folder of files.
export const moveFocusInGrid = (grid, event) => {
  const buttons = [...grid.querySelectorAll("button")];
  const topOf = (button) => button.getBoundingClientRect().top;
  const columns = buttons.filter((button) => topOf(button) === topOf(buttons[0])).length;
  const next = buttons[placeAfterKey(event.key, buttons.indexOf(event.target), columns)];
  if (!next) return;
  event.preventDefault();
  next.focus();
};
