/** The list of keys, shown by ? and once for each kind of question; and the dialog in which keys are moved. */

import { lettersOn, move, moveAllBack, standsFor, switchLetters } from "./moved.js";

const SHOWN = "heat-keys-shown"; // the kinds of question whose keys were shown, "*" for all
const BY_KEYS = "(min-width: 601px) and (not (pointer: coarse))"; // elsewhere no key is printed either

function shownKinds() {
  try {
    return (localStorage.getItem(SHOWN) ?? "").split(" ").filter(Boolean);
  } catch {
    return ["*"]; // it could not be remembered, and would come again and again
  }
}

function remember(kind) {
  try {
    localStorage.setItem(SHOWN, [...shownKinds(), kind].join(" "));
  } catch {
    // Then shownKinds found none either.
  }
}

/** Whether a question has what a key is for; what is asked about each mark waits in a template. */
const has = (stage, selector) =>
  Boolean(stage.querySelector(selector)) || [...stage.querySelectorAll("template")].some(({ content }) => content.querySelector(selector));

/** @param {HTMLElement} stage where questions are put */
export function keysDialog(stage) {
  const dialog = document.querySelector("dialog[data-keys]");
  const settings = settingsDialog(document.querySelector("dialog[data-settings]"));
  const letters = dialog.querySelector("[data-letters]");
  letters.addEventListener("change", () => switchLetters(letters.checked));

  /** All of them, or those that the question on the stage has a use for. */
  function show(first) {
    letters.checked = lettersOn();
    dialog.querySelector("[data-keys-title]").textContent = first ? "Keys for this kind of question" : "Keys";
    dialog.querySelector("[data-keys-first]").hidden = !first;
    for (const part of dialog.querySelectorAll("[data-keys-all]")) part.hidden = first;
    for (const row of dialog.querySelectorAll(".keys > div")) {
      const { when, elsewhere } = row.dataset;
      row.hidden = first && (elsewhere !== undefined || (when !== undefined && !has(stage, when)));
    }
    dialog.showModal();
    dialog.scrollTop = 0;
    dialog.querySelector("[type=submit]").focus({ preventScroll: true });
  }

  return {
    open: () => show(false),
    /**
     * Shows the keys of a kind of question if they were not shown before, and keys are used here at all. `focus` is
     * called when they are closed, should the focus have been on nothing before.
     */
    first(kind, focus) {
      const seen = shownKinds();
      if (seen.includes("*") || seen.includes(kind) || !lettersOn() || !matchMedia(BY_KEYS).matches) return;
      if (document.querySelector("dialog[open]")) return;
      remember(kind);
      show(true);
      dialog.addEventListener("close", () => document.activeElement === document.body && focus(), { once: true });
    },
    settings() {
      if (dialog.open) dialog.close();
      settings.open();
    },
    isOpen: () => dialog.open || settings.isOpen(),
    /** The same key closes the list, and so does Enter. */
    key(name) {
      if (name === "Enter" || (name === "?" && dialog.open)) {
        if (dialog.open) dialog.close();
        else settings.close();
        return true;
      }
      return false;
    },
  };
}

function settingsDialog(dialog) {
  const fields = [...dialog.querySelectorAll("[data-moves]")];
  const names = new Map(fields.map((field) => [field.dataset.moves, field.closest("label").textContent.trim()]));
  const error = dialog.querySelector("[data-settings-error]");
  const letters = dialog.querySelector("[data-letters]");

  function say(text, at = null) {
    error.textContent = text;
    error.hidden = !text;
    for (const field of fields) field.setAttribute("aria-invalid", String(Boolean(text) && field === at));
  }

  function fill() {
    letters.checked = lettersOn();
    for (const field of fields) field.value = standsFor(field.dataset.moves).toUpperCase();
  }

  letters.addEventListener("change", () => switchLetters(letters.checked));
  for (const field of fields) {
    const name = field.dataset.moves;
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => {
      if (field.value === " ") field.value = "";
      const before = standsFor(name).toUpperCase();
      // Typed beside what stood there, the new one counts.
      const typed = field.value.length > 1 ? field.value.toUpperCase().replace(before, "") || before : field.value;
      const wrong = move(name, typed.trim().slice(-1), names);
      say(wrong, field);
      field.value = standsFor(name).toUpperCase();
      field.select();
    });
  }
  dialog.querySelector("[data-reset]").addEventListener("click", () => {
    moveAllBack();
    say("");
    fill();
  });

  return {
    open() {
      fill();
      say("");
      dialog.showModal();
      letters.focus();
    },
    close: () => dialog.close(),
    isOpen: () => dialog.open,
  };
}
