// A focal point is two numbers of percent from the left and the top, in steps.
export const toStep = (value, step) =>
  Math.min(100, Math.max(0, Math.round(Number(value) / step) * step));

// Return where a point lies in a box, in percent.
export const percentIn = (box, { clientX, clientY }) => ({
  x: ((clientX - box.left) / box.width) * 100,
  y: ((clientY - box.top) / box.height) * 100,
});
