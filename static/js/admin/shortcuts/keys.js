// Which shortcut a key is, and which are switched off.
const WITH_CONTROL = { s: "save", p: "preview", enter: "primary" };
const NO_TEXT = ["button", "checkbox", "color", "file", "radio", "range", "reset", "submit"];

// Return "save", "preview", "primary" or "help"; "" for another key. `isTyping` says that it may be a character
// of a text.
export const shortcutOf = ({ key, ctrlKey, metaKey, altKey, shiftKey }, isTyping) => {
  if (altKey) return "";
  if (ctrlKey !== metaKey && !shiftKey) return WITH_CONTROL[key.toLowerCase()] ?? "";
  return key === "?" && !ctrlKey && !metaKey && !isTyping ? "help" : "";
};

export const takesText = (element) => {
  if (element.tagName === "INPUT") return !NO_TEXT.includes(element.type);
  return element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName);
};

const keyOf = (user) => `shortcuts-off:${user}`;

// Return the names of the shortcuts that `user` switched off in this browser.
export const readOff = (user) => {
  try {
    return JSON.parse(localStorage.getItem(keyOf(user))) ?? [];
  } catch {
    return [];
  }
};

export const switchShortcut = (user, name, isOn) => {
  const others = readOff(user).filter((each) => each !== name);
  try {
    localStorage.setItem(keyOf(user), JSON.stringify(isOn ? others : [...others, name]));
  } catch {
    // The store is closed to this site: the shortcut stays as it is.
  }
};
