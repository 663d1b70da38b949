/** Which key was pressed, and whether it is the page's. Keys of a single character can be switched off. */

const SWITCH = "heat-letters";
const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=button], [type=submit])";
const OWN_ENTER = "a[href], button, summary, video, audio"; // Enter does something of their own on these

export function lettersOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchLetters(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Then it holds until the page is left.
  }
  document.documentElement.classList.toggle("no-letters", !on);
}

/** "Enter", "Send" (Ctrl or Command with Enter), "Escape", a lower-case letter, a digit, "?", or "". */
function nameOf(event) {
  if (event.key === "Enter") return event.ctrlKey || event.metaKey ? "Send" : event.shiftKey || event.altKey ? "" : "Enter";
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  if (event.key === "Escape") return "Escape";
  if (event.key === "?") return "?";
  if (event.shiftKey) return "";
  if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
  const placed = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code); // other alphabets, and digits that want Shift
  if (!placed) return "";
  return placed[2] ?? (event.key.charCodeAt(0) > 127 ? placed[1].toLowerCase() : "");
}

/** @param {(name: string) => boolean} press says whether the key was used */
export function listen(press) {
  switchLetters(lettersOn());
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const name = nameOf(event);
    if (!name) return;
    const inText = event.target.matches?.(TEXT_FIELDS);
    if (inText && name !== "Send" && name !== "Escape") return;
    if (name === "Enter" && event.target.matches?.(OWN_ENTER)) return;
    const single = name.length === 1;
    if (single && document.documentElement.classList.contains("no-letters")) return;
    if (name === "Escape" && inText && !document.querySelector("dialog[open]")) event.target.blur();
    if (press(name)) event.preventDefault();
  });
}
