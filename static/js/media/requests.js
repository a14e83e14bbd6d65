// Requests to the media library. They fail with a sentence for the editor.
import { withLogin } from "../admin/log-in/with-login.js";
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

// fetch() says nothing of how much it has sent. Resolves to `{status, url, text}`.
const postOnce = (url, values, words, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const { status, responseURL, responseText } = request;
      resolve({ status, url: responseURL, text: responseText });
    });
    request.addEventListener("error", () => reject(new Error(words.unreachable)));
    request.send(formDataOf(values));
  });

const withNewToken = async (send) => {
  const answer = await send();
  if (answer.status !== 403) return answer;
  const isRenewed = await renewToken().then(
    () => true,
    () => false,
  );
  return isRenewed ? send() : answer;
};

const postWith = async (ask, url, values, words, onProgress = () => {}) => {
  const send = () => postOnce(url, values, words, onProgress);
  const answer = await ask(() => withNewToken(send));
  return readAnswer(answer.status, answer.text, words);
};

// Lets somebody log in again where the session has ended.
export const post = (...values) => postWith(withLogin, ...values);

// For what nobody waits for.
export const postQuietly = (...values) => postWith((request) => request(), ...values);

export const get = async (url, words = {}) => {
  const options = { headers: { Accept: "application/json" } };
  const answer = await withLogin(() => fetch(url, options)).catch(() => {
    throw new Error(words.unreachable);
  });
  return readAnswer(answer.status, await answer.text(), words);
};
