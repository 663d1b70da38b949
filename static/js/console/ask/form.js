/**
 * The form of Ask as the body of a call, and back; and what is wrong with it, beside the fields.
 * What can't be read as what a field takes is left as it was typed, for the API to name. Blank is not given.
 */

import { readRows, writeRows } from "./rows.js";

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const PREFIX = /^\+/;

const all = (root, selector) => [...root.querySelectorAll(selector)];
const holder = (element) => element.parentElement.closest("[data-field]");
/** The fields directly in a group, or in the form. */
const inside = (root) => all(root, "[data-field]").filter((field) => holder(field) === (root.dataset.field ? root : null));
const nameOf = (field) => field.dataset.field.split(".").pop();
const control = (field) => field.querySelector("[data-value]");
const asText = (value) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

function number(text) {
  const read = Number(text.trim().replace(PREFIX, ""));
  return NUMBER.test(text.trim()) && Number.isFinite(read) ? read : text;
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const typed = (parse) => ({
  read: (field) => (control(field).value === "" ? undefined : parse(control(field).value)),
  write: (field, value) => (control(field).value = asText(value)),
});
const plain = typed((text) => text);
const byDefault = (field) => field.dataset.default === "true";

const KINDS = {
  text: plain,
  line: plain,
  choice: plain,
  number: typed(number),
  json: typed(json),
  switch: {
    read: (field) => (control(field).checked === byDefault(field) ? undefined : control(field).checked),
    write: (field, value) => (control(field).checked = value ?? byDefault(field)),
  },
  rows: {
    read: (field) => readRows(field)?.map(({ value }) => value),
    write: (field, value = []) => writeRows(field, [value].flat().map((one) => ({ value: asText(one) }))),
  },
  pairs: {
    read(field) {
      const rows = readRows(field);
      return rows && Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    },
    write: (field, value = {}) =>
      writeRows(field, Object.entries(value).map(([name, one]) => ({ name, value: asText(one) }))),
  },
  group: {
    read(field) {
      const body = read(field);
      return Object.keys(body).length ? body : undefined;
    },
    write(field, value = {}) {
      write(field, value);
      if (field.matches("details")) field.open = Object.keys(value).length > 0;
    },
  },
};

/** What a form, or a group in it, says as an object; what it holds no field for is kept as it was written. */
export function read(root) {
  const given = inside(root)
    .filter((field) => !field.hidden)
    .map((field) => [nameOf(field), KINDS[field.dataset.kind].read(field)]);
  return { ...Object.fromEntries(given.filter(([, value]) => value !== undefined)), ...root.others };
}

export function write(root, body) {
  const fields = inside(root);
  for (const field of fields) KINDS[field.dataset.kind].write(field, body[nameOf(field)]);
  const names = new Set(fields.map(nameOf));
  root.others = Object.fromEntries(Object.entries(body).filter(([name]) => !names.has(name)));
}

/** The field that a path of an error means, and what of the path is inside it. */
function find(form, path) {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const field = all(form, "[data-field]").find((one) => one.dataset.field === parts.slice(0, length).join("."));
    if (field) return { field, rest: parts.slice(length) };
  }
  return { field: null, rest: parts };
}

const wrongOf = (field) => all(field, "[data-wrong]").find((one) => one.closest("[data-field]") === field);

/** What is to be marked as invalid, and to have the focus: the row that is meant, or the control. */
function meant(field, rest) {
  const rows = all(field, "[data-rows] > li");
  return (rows[Number(rest[0])] ?? field).querySelector("[data-value]");
}

/**
 * Puts errors, messages by path, beside their fields; without `everywhere` only where somebody has been.
 * @returns {{first: HTMLElement|null, elsewhere: string[]}} the first wrong control, and what has no field here
 */
export function tell(form, errors, everywhere) {
  for (const place of all(form, "[data-wrong]")) Object.assign(place, { hidden: true, textContent: "" });
  for (const one of all(form, "[aria-invalid]")) one.removeAttribute("aria-invalid");
  const elsewhere = [];
  const wrong = [];
  for (const [path, messages] of Object.entries(errors)) {
    const { field, rest } = find(form, path);
    if (!field || field.hidden) elsewhere.push(`${path}: ${messages.join(" ")}`);
    if (!field || (!everywhere && !field.hasAttribute("data-been"))) continue;
    const place = wrongOf(field);
    const where = /^\d+$/.test(rest[0]) ? `${Number(rest[0]) + 1}: ` : rest.length ? `${rest.join(".")}: ` : "";
    place.textContent = `${place.textContent} ${where}${messages.join(" ")}`.trim();
    place.hidden = false;
    const marked = meant(field, rest);
    marked?.setAttribute("aria-invalid", "true");
    if (marked) wrong.push(marked);
    if (everywhere) for (let up = place.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
  }
  wrong.sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return { first: wrong[0] ?? null, elsewhere };
}

/** From now on what is wrong with a field is said while one types: somebody has been there. */
export function been(target) {
  for (let field = target.closest("[data-field]"); field; field = holder(field)) field.setAttribute("data-been", "");
}
