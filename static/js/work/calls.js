/** The page's calls to the server: JSON there and back, with the session and its CSRF token. */

const PATIENCE = 15000; // milliseconds until a call counts as lost
const PATIENCE_WITH_FILES = 90000; // the same of one that is about a file

/** Read anew for each call: signing in again changes it. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/**
 * @returns {Promise<{status: number, body: object}>} status 0 where no answer came. A lost session is 401 whether the
 * server says so by 401, by a refused CSRF token, or by sending us elsewhere.
 */
export const post = (url, body = {}) => send(url, JSON.stringify(body), "application/json", PATIENCE);

/** The same where the server has to work on a file before it answers. */
export const postPatiently = (url, body) => send(url, JSON.stringify(body), "application/json", PATIENCE_WITH_FILES);

/** The same with bytes for a body. */
export const postBytes = (url, bytes) => send(url, bytes, "application/octet-stream", PATIENCE_WITH_FILES);

async function send(url, body, type, patience) {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrfToken() },
      body,
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return { status: 0, body: {} };
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) return { status: 401, body: {} };
  try {
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: answer.ok ? 0 : answer.status, body: {} };
  }
}

/** Where the endpoints are, from the body's data-url-…; an assignment's have 0 in the place of its id. */
export function addresses(element) {
  const given = element.dataset;
  const of = (name) => given[`url${name[0].toUpperCase()}${name.slice(1)}`];
  return {
    next: of("next"),
    following: of("following"),
    leave: of("leave"),
    stop: of("stop"),
    day: of("day"),
    socket: of("socket"),
    signIn: of("signIn"),
    assignment: (name, id) => of(name).replace("/0/", `/${id}/`),
    piece: (id, query) => `${of("piece").replace("/0/", `/${id}/`)}?${new URLSearchParams(query)}`,
  };
}
