// Has the server make the sizes of pictures that readers get.
import { createQueue } from "./queue.js";
import { postQuietly } from "./requests.js";

const PENDING = "media:sizes";
const MAX_TRIES = 4;
const MILLISECONDS_BETWEEN_TRIES = 5000;
// The server makes one at a time.
const inTurn = createQueue();

// The store may be closed to this site, or full: then the library makes the sizes when it is opened.
const pendingUrls = () => {
  try {
    return JSON.parse(sessionStorage.getItem(PENDING)) || [];
  } catch {
    return [];
  }
};

const setPendingUrls = (urls) => {
  try {
    sessionStorage.setItem(PENDING, JSON.stringify(urls));
  } catch {
    // As if the tab was closed.
  }
};

const pause = () => new Promise((done) => setTimeout(done, MILLISECONDS_BETWEEN_TRIES));

const makeNext = async (url, words) => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await postQuietly(url, {}, words);
    } catch (error) {
      if (tries >= MAX_TRIES) throw error;
      await pause();
    }
  }
};

const makeAll = async (url, words, onProgress) => {
  for (;;) {
    const { made, wanted } = await makeNext(url, words);
    onProgress(made, wanted);
    if (made >= wanted) return;
  }
};

export const lacksSizes = ({ made, wanted }) => made < wanted;

// What this page does not come to, the next one of this tab goes on with.
export const makeSizes = (facts, words = {}, onProgress = () => {}) => {
  if (!lacksSizes(facts)) return Promise.resolve();
  const { sizesUrl } = facts;
  const others = () => pendingUrls().filter((url) => url !== sizesUrl);
  setPendingUrls([...others(), sizesUrl]);
  return inTurn(() => makeAll(sizesUrl, words, onProgress)).finally(() => setPendingUrls(others()));
};

export const resumeSizes = () => {
  for (const sizesUrl of pendingUrls()) {
    makeSizes({ sizesUrl, made: 0, wanted: 1 }).catch(() => {});
  }
};
