/** The page's calls, and what they tell of the session and of the network. */

import { post, postBytes, postPatiently } from "./calls.js";

/**
 * @param {{at: object, page: object, up: () => boolean}} parts
 * @param {() => void} signedIn called when there is a session again
 */
export function link({ at, page, up }, signedIn) {
  let out = false; // signed out
  let reached = true; // whether the last call reached the server

  const tell = () => page.link(!reached ? "off" : up() ? "up" : "down");

  async function call(url, body, send = post) {
    const result = await send(url, body);
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

  const own = (name, of, body = {}, send = post) => call(at.assignment(name, of.id), { token: of.token, ...body }, send);

  return {
    call,
    /** A call about one task. */
    own,
    /** The calls of a task's widget. They go on when another task is on the stage; then nobody listens any more. */
    calls: (of) => ({
      call: (name, body) => own(name, of, body, postPatiently),
      piece: (query, bytes) => call(at.piece(of.id, { token: of.token, ...query }), bytes, postBytes),
    }),
    tell,
    back,
    out: () => out,
  };
}
