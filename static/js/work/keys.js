/** Which key was pressed, and whether it is the page's. Keys of a single character can be moved, or switched off. */

import { lettersOn, meaning, printing, switchLetters } from "./moved.js";

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=button], [type=submit])";
const OWN_ENTER = "a[href], button, summary, video, audio"; // Enter does something of their own on these

/** "Enter", "Send" (Ctrl or Command with Enter), "Escape", a lower-case letter, a digit, one of + - . , ; ?, or "". */
function nameOf(event) {
  if (event.key === "Enter") return event.ctrlKey || event.metaKey ? "Send" : event.shiftKey || event.altKey ? "" : "Enter";
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  if (event.key === "Escape") return "Escape";
  if (/^[+\-.,;?]$/.test(event.key)) return event.key;
  if (event.shiftKey) return "";
  if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
  const placed = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code); // other alphabets, and digits that want Shift
  if (!placed) return "";
  return placed[2] ?? (event.key.charCodeAt(0) > 127 ? placed[1].toLowerCase() : "");
}

/** A button, link or switch in sight that bears a key, in the open dialog if there is one. */
function bearer(name) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll(`[data-press="${CSS.escape(name)}"]`)].find((one) => one.checkVisibility() && !one.disabled);
}

function pressBearer(name) {
  const found = name.length === 1 && bearer(name);
  if (found) found.click();
  return Boolean(found);
}

/** @param {(name: string) => boolean} press says whether the key was used; if not, whatever bears it is pressed */
export function listen(press) {
  switchLetters(lettersOn());
  printing();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const pressed = nameOf(event);
    if (!pressed) return;
    const inText = event.target.matches?.(TEXT_FIELDS);
    if (inText && pressed !== "Send" && pressed !== "Escape") return;
    if (pressed === "Enter" && event.target.matches?.(OWN_ENTER)) return;
    const name = pressed.length === 1 ? meaning(pressed) : pressed;
    if (!name) return;
    if (name === "Escape" && inText && !document.querySelector("dialog[open]")) event.target.blur();
    if (press(name) || pressBearer(name)) event.preventDefault();
  });
}
