// What the server answered, in one word that says what to do next.
const MAX_MILLISECONDS = 30_000;
const KINDS = {
  401: "logIn",
  403: "forbidden",
  422: "refused",
  502: "offline",
  503: "busy",
  504: "offline",
};
const FIRST_PAUSE = 2000;
const MAX_PAUSE = 30_000;

// An answer of someone else, such as the log-in of a hotel's network, has status 200, too.
export const kindOf = (status, data) => {
  if (status === 200) return data.saved_at ? "saved" : "offline";
  return KINDS[status] ?? (status >= 500 ? "failed" : "page");
};

// What the server says keeps it from saving, such as a full disk. `lock` is what it says of its lock,
// which asks to try again: the page does so itself, and has a sentence of its own.
export const reasonOf = (kind, data, lock) => {
  return kind === "busy" && data.error !== lock ? data.error : undefined;
};

// Milliseconds until what failed so often is tried again.
export const pauseAfter = (failures) => Math.min(FIRST_PAUSE * 2 ** (failures - 1), MAX_PAUSE);

// Send a form; return `{kind, data}`. Never fails.
export const send = async (url, body) => {
  try {
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout(MAX_MILLISECONDS);
    const answer = await fetch(url, { method: "POST", body, headers, signal });
    const data = await answer.json().catch(() => ({}));
    return { kind: kindOf(answer.status, data), data };
  } catch {
    return { kind: "offline", data: {} };
  }
};
