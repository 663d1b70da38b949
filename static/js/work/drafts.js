/**
 * What a person has entered, kept in this browser until the server has it: by assignment, for a week.
 * Any widget's form can be kept and given back, by the names and values of its fields.
 */

const PREFIX = "heat-draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000; // milliseconds

const named = (form) => [...form.elements].filter((field) => field.name);
const ticks = (field) => field.type === "checkbox" || field.type === "radio";

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // storage is off, or the row is not ours
  }
}

/** What is entered in fields, as [name, value] of each. */
export const entered = (fields) => fields.filter((field) => !ticks(field) || field.checked).map((field) => [field.name, field.value]);

/** Enters it again; the fields tell their listeners as if they had been used. */
export function fill(fields, kept) {
  for (const field of fields) {
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (ticks(field)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
    else continue;
    if (!ticks(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
    if (!ticks(field) || field.checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Keeps what is entered; with null for the assignment, in practice, nothing is kept. */
export function keep(assignment, form) {
  if (assignment === null) return;
  try {
    localStorage.setItem(PREFIX + assignment, JSON.stringify({ at: Date.now(), fields: entered(named(form)) }));
  } catch {
    // Full or forbidden: the page works without, it only can't give the draft back.
  }
}

/** @returns {boolean} whether there was a draft */
export function giveBack(assignment, form) {
  const draft = stored(PREFIX + assignment);
  if (!draft?.fields?.length) return false;
  fill(named(form), draft.fields);
  return true;
}

/** What is kept, no longer kept: to be given to `restore`. */
export function take(assignment) {
  const draft = stored(PREFIX + assignment);
  forget(assignment);
  return draft;
}

export function restore(assignment, draft) {
  try {
    if (draft) localStorage.setItem(PREFIX + assignment, JSON.stringify(draft));
  } catch {
    // As in keep.
  }
}

export function forget(assignment) {
  try {
    localStorage.removeItem(PREFIX + assignment);
  } catch {
    // Nothing was kept.
  }
}

/** Drops what is older than a week: of tasks that went to somebody else. */
export function tidy() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && Date.now() - (stored(key)?.at ?? 0) > KEPT_FOR) localStorage.removeItem(key);
    }
  } catch {
    // No storage, nothing to tidy.
  }
}

/** The words that a person typed into the form, to copy where they can't be sent any more. */
export function words(form) {
  return [...form.querySelectorAll("[data-typed]")].map((field) => field.value).join("\n").trim();
}
