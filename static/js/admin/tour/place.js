// Where a box of this size is shown beside a target: at its right if there is room, else below it,
// else above it; never outside the window. All in pixels from the window's top left corner.
const GAP = 12;

const within = (value, size, available) => Math.max(GAP, Math.min(value, available - size - GAP));

export const placeBeside = (target, box, view) => {
  const isRight = target.right + GAP + box.width + GAP <= view.width;
  const isBelow = target.bottom + GAP + box.height + GAP <= view.height;
  const below = isBelow ? target.bottom + GAP : target.top - GAP - box.height;
  return {
    left: within(isRight ? target.right + GAP : target.left, box.width, view.width),
    top: within(isRight ? target.top : below, box.height, view.height),
  };
};
