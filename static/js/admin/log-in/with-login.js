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

const needsOfPage = () => {
  const { person, confirms } = findTemplate().dataset;
  return { person, isConfirmed: Boolean(confirms) };
};

// Resolve to whether the person of this page is logged in; if they aren't, let them log in first. The
// forms of the page then have tokens that are good. A server that doesn't answer in time decides when
// the form is sent; for one that can't be reached, resolve to what `whenUnreachable` returns.
export const ensureLoggedIn = async ({ whenUnreachable } = {}) => {
  const needs = needsOfPage();
  const openUnreachable = () => openDialog(needs, "unreachable");
  let state;
  try {
    state = await askState(findTemplate().dataset.state);
  } catch (error) {
    return error.name === "TimeoutError" || (whenUnreachable ?? openUnreachable)();
  }
  const obstacle = state && obstacleOf(state, needs);
  if (obstacle) return openDialog(needs, obstacle, state);
  if (state) renewTokens(state);
  return true;
};

// The same without a word to the person: for what the page sends by itself.
export const isLoggedIn = async () => {
  const state = await askState(findTemplate().dataset.state).catch(() => null);
  const isTheirs = Boolean(state) && !obstacleOf(state, needsOfPage());
  if (isTheirs) renewTokens(state);
  return isTheirs;
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
