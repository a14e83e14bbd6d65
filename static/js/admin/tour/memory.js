// Whether someone has seen the tour, or skipped it, in this browser. A browser that keeps nothing
// offers it again.
const name = (user) => `tour:${user}`;

// A browser may close it to the site.
const openStore = () => {
  try {
    return localStorage;
  } catch {
    return null;
  }
};

export const isKnown = (user, store = openStore()) => {
  try {
    return store.getItem(name(user)) !== null;
  } catch {
    return false;
  }
};

export const remember = (user, store = openStore()) => {
  try {
    store.setItem(name(user), "seen");
  } catch {
    // Private windows may refuse it.
  }
};
