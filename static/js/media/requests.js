// Requests to the media library. They fail with a sentence for the editor.
import { readAnswer } from "./answers.js";

// A log-in in another tab makes the token of this page an old one. The forms of this page keep
// theirs: somebody else may have logged in.
let newerToken = null;
const tokenIn = (page) => page.querySelector("[name=csrfmiddlewaretoken]")?.value;

const renewToken = async () => {
  const answer = await fetch(location.href);
  newerToken = tokenIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
};

const formDataOf = (values) => {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", newerToken || tokenIn(document));
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  return data;
};

// fetch() says nothing of how much it has sent.
const postOnce = (url, values, words, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      try {
        resolve(readAnswer(request.status, request.responseText, words));
      } catch (error) {
        reject(Object.assign(error, { isForbidden: request.status === 403 }));
      }
    });
    request.addEventListener("error", () => reject(new Error(words.unreachable)));
    request.send(formDataOf(values));
  });

export const post = async (url, values, words, onProgress = () => {}) => {
  try {
    return await postOnce(url, values, words, onProgress);
  } catch (error) {
    if (!error.isForbidden) throw error;
    await renewToken().catch(() => {
      throw error;
    });
    return postOnce(url, values, words, onProgress);
  }
};

export const get = async (url, words = {}) => {
  const options = { headers: { Accept: "application/json" } };
  const answer = await fetch(url, options).catch(() => {
    throw new Error(words.unreachable);
  });
  return readAnswer(answer.status, await answer.text(), words);
};
