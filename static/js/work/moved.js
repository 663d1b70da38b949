/** Keys of one character that a person has moved, or does without: kept in this browser, printed where they act. */

const MOVED = "heat-keys";
const SWITCH = "heat-letters";
const MAY_BE = /^[a-z+\-.,;?]$/;

/** By a key's own name, the one that stands for it now; "" is none. What was not moved is not in it. */
let moved = read();

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(MOVED)) ?? {};
    return new Map(Object.entries(kept).filter(([, now]) => now === "" || MAY_BE.test(now)));
  } catch {
    return new Map(); // storage is off, or the row is not ours
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then it holds until the page is left.
  }
}

export function lettersOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchLetters(on) {
  keep(SWITCH, on ? "on" : "off");
  document.documentElement.classList.toggle("no-letters", !on);
}

/** What a key of one character means: the name of the key that it stands for, or "" where it means nothing. */
export function meaning(pressed) {
  if (document.documentElement.classList.contains("no-letters")) return "";
  for (const [name, now] of moved) if (now === pressed) return name;
  return moved.has(pressed) ? "" : pressed;
}

/** The character to press for a key, "" where it was switched off. */
export const standsFor = (name) => moved.get(name) ?? name;

/**
 * Moves a key; "" switches it off.
 * @param {Map<string, string>} names what each key that can be moved does, by its own name
 * @returns {string} why not, in words, or ""
 */
export function move(name, typed, names) {
  const wanted = typed.toLowerCase();
  if (/^[0-9]$/.test(wanted)) return "Digits choose answers: take a letter.";
  if (wanted && !MAY_BE.test(wanted)) return "Take a letter from A to Z, or one of + - . , ; ?";
  const other = [...names].find(([one]) => wanted && one !== name && standsFor(one) === wanted);
  if (other) return `${wanted.toUpperCase()} is taken: “${other[1]}”. Move that key first.`;
  if (wanted === name) moved.delete(name);
  else moved.set(name, wanted);
  keep(MOVED, JSON.stringify(Object.fromEntries(moved)));
  print(document);
  return "";
}

export function moveAllBack() {
  moved = new Map();
  keep(MOVED, "{}");
  print(document);
}

/** Prints keys as they are now; each remembers which it is. One that is switched off is named in lists alone. */
function print(root) {
  for (const printed of root.querySelectorAll("kbd.letter")) {
    const name = (printed.dataset.key ??= printed.textContent.trim().toLowerCase());
    const now = standsFor(name);
    const text = now ? now.toUpperCase().replace("-", "−") : "off";
    if (printed.textContent !== text) printed.textContent = text;
    printed.hidden = !now && !printed.closest(".keys");
  }
}

/** Prints what is there, and whatever comes. */
export function printing() {
  print(document);
  new MutationObserver((changes) => {
    if (!moved.size) return;
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && node.parentNode) print(node.parentNode);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
