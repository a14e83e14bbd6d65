import { createQueue } from "./queue.js";
import { post } from "./requests.js";

// The server looks at one file at a time.
const inTurn = createQueue();
let count = 0;

export const isSending = () => count > 0;

// Resolves to the facts of the asset; fails with a sentence for the editor.
export const send = (file, { uploadUrl, maxBytes, words }, onProgress) => {
  if (file.size > maxBytes) return Promise.reject(new Error(words.tooLarge));
  count += 1;
  return inTurn(() => post(uploadUrl, { file }, words, onProgress)).finally(() => {
    count -= 1;
  });
};
