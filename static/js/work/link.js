/** The page's calls, and what they tell of the session and of the network. */

import { post } from "./calls.js";

/**
 * @param {{at: object, page: object, up: () => boolean}} parts
 * @param {() => void} signedIn called when there is a session again
 */
export function link({ at, page, up }, signedIn) {
  let out = false; // signed out
  let reached = true; // whether the last call reached the server

  const tell = () => page.link(!reached ? "off" : up() ? "up" : "down");

  async function call(url, body) {
    const result = await post(url, body);
    reached = result.status !== 0;
    tell();
    if (result.status === 401) {
      out = true;
      page.notice("You are signed out. What you entered is kept.", { does: "signIn", text: "Sign in" });
    } else if (out && reached) back();
    return result;
  }

  function back() {
    out = false;
    page.notice("");
    signedIn();
  }

  return {
    call,
    /** A call about one task. */
    own: (name, of, body = {}) => call(at.assignment(name, of.id), { token: of.token, ...body }),
    tell,
    back,
    out: () => out,
  };
}
