// What was typed, in the browser's store, under a key of the user and the form. The store may be
// full, or closed to this site: then nothing is kept, and typing goes on.
const PREFIX = "kept:";

export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

export const keyOf = (user, id) => `${PREFIX}${user}:${id}`;
export const idOf = (key) => key.split(":").pop();
export const isKeyOf = (user, key) => key.startsWith(keyOf(user, ""));

// Return the keys of all users.
export const keptKeys = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
};

// Return null for what isn't there, or can't be read.
export const readKept = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

// Return whether it was written.
export const writeKept = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

export const removeKept = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // It was never kept.
  }
};

export const removeKeptIf = (isRemoved) => {
  for (const key of keptKeys()) if (isRemoved(key)) removeKept(key);
};
