// Who is logged in in this browser, as the server says. Asking keeps no session alive.
const MAX_MILLISECONDS = 10_000;

// Return `{person, name, token, logIn, confirm}`: the id and the name of the person ("" for nobody), a
// token for forms, and the addresses of the small log-in, and of the page that asks the person to
// confirm who they are ("" if that isn't due). Return null if the server is too busy to say. Fails if
// it can't be reached.
export const askState = async (url) => {
  const answer = await fetch(url, {
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(MAX_MILLISECONDS),
  });
  return answer.ok ? answer.json() : null;
};

// Return what keeps a form of `person` from being sent: "nobody" is logged in, an "other" person is,
// or the person must be "confirmed" again and isn't; "" if nothing does.
export const obstacleOf = (state, { person, isConfirmed }) => {
  if (!state.person) return "nobody";
  if (state.person !== person) return "other";
  return isConfirmed && state.confirm ? "unconfirmed" : "";
};
