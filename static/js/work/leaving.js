/** Tells the server that the page closes, so that what it holds goes to somebody else at once. */

import { csrfToken } from "./calls.js";

/** @param {() => boolean} entered whether an answer is begun: the page may only be reloading, and is waited for */
export function leaving(url, page, entered) {
  addEventListener("pagehide", () => {
    const form = { csrfmiddlewaretoken: csrfToken(), page, entered: entered() ? "1" : "" };
    navigator.sendBeacon(url, new URLSearchParams(form));
  });
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // what it showed was given back
}
