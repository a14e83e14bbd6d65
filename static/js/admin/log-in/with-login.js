// For whatever is sent to the server while a session may have ended.
import { LogInDialog } from "./dialog.js";
import { askState, obstacleOf } from "./state.js";

const findTemplate = () => document.getElementById("small-log-in");
// The log-in that is open: several requests wait for one.
let logIn = null;

const renewTokens = ({ token }) => {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
};

const openDialog = (needs, obstacle, state) => {
  logIn ??= new LogInDialog(findTemplate(), needs, renewTokens)
    .open(obstacle, state)
    .finally(() => {
      logIn = null;
    });
  return logIn;
};

// Resolve to whether the person of this page is logged in; if they aren't, let them log in first. The
// forms of the page then have tokens that are good. A server that doesn't answer in time decides when
// the form is sent.
export const ensureLoggedIn = async () => {
  const { person, confirms, state: address } = findTemplate().dataset;
  const needs = { person, isConfirmed: Boolean(confirms) };
  let state;
  try {
    state = await askState(address);
  } catch (error) {
    return error.name === "TimeoutError" || openDialog(needs, "unreachable");
  }
  const obstacle = state && obstacleOf(state, needs);
  if (obstacle) return openDialog(needs, obstacle, state);
  if (state) renewTokens(state);
  return true;
};

const leadsToLogIn = ({ status, url }) =>
  status === 401 || new URL(url, location.href).pathname === findTemplate()?.dataset.logIn;

// Resolve to the answer to `request`, a function that sends something and resolves to a `Response`, or
// to anything with its `status` and `url`. If the session has ended, let the person log in over the
// page, and send it once more: `request` has to read the token from the page each time. If they go
// back to the page instead, resolve to the answer that leads to the log-in.
export const withLogin = async (request) => {
  const answer = await request();
  if (!leadsToLogIn(answer) || !(await ensureLoggedIn())) return answer;
  return request();
};

export const hasSession = (answer) => !leadsToLogIn(answer);
