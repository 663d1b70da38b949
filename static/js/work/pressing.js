/** What people press: buttons by their data-do, keys by their names. */

import { listen } from "./keys.js";

const KEYED = { Enter: "go", Send: "go", f: "flag", s: "skip", u: "undo", e: "settings", "?": "keys" };

/**
 * @param {HTMLElement} stage
 * @param {Object<string, (reason?: string) => void>} actions
 * @param {{isOpen: () => boolean, key: (name: string) => boolean}[]} dialogs each takes the keys while it is open
 * @param {(name: string) => boolean} other keys of the task
 */
export function pressing(stage, actions, dialogs, other) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]?.(button.dataset.reason);
  });
  stage.addEventListener("submit", (event) => {
    event.preventDefault();
    actions.go();
  });
  listen((name) => {
    const open = dialogs.find((dialog) => dialog.isOpen());
    if (open) return open.key(name);
    if (!KEYED[name]) return other(name);
    actions[KEYED[name]]();
    return true;
  });
}
