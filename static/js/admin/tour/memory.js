// Whether someone has seen the tour, or skipped it, in this browser. A browser that keeps nothing
// offers it again.
const name = (user) => `tour:${user}`;

export const isKnown = (user, store) => {
  try {
    return store.getItem(name(user)) !== null;
  } catch {
    return false;
  }
};

export const remember = (user, store) => {
  try {
    store.setItem(name(user), "seen");
  } catch {
    // Private windows may refuse it.
  }
};
