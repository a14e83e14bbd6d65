// Return the numbers in what somebody typed, as texts, or what was typed in place of one. Digits as
// a Chinese keyboard types them are digits too.
export const numbersIn = (text) =>
  text
    .normalize("NFKC")
    .split(/[\s,;、]+/)
    .filter(Boolean);

export const isSourceNumber = (text) => /^[1-9]\d?$/.test(text);
