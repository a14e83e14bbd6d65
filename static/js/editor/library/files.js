export const isPicture = (file) => file.type.startsWith("image/");

const endingOf = (type) => type.split("/")[1];

// Return the file that a data URL holds, null where it holds no picture.
export const fileFromDataUrl = (url) => {
  const [, type, content] = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(url) ?? [];
  if (!type) return null;
  try {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    return new File([bytes], `picture.${endingOf(type)}`, { type });
  } catch {
    return null;
  }
};

// A picture on the clipboard has a name that says nothing: it is named by the time.
export const renamePasted = (file, words, now = new Date()) => {
  const time = now.toLocaleString("sv").slice(0, 16).replace(":", ".");
  return new File([file], `${words} ${time}.${endingOf(file.type)}`, { type: file.type });
};
