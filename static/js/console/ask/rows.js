/** Lists in the form of Ask: rows that are added, removed and moved, by keyboard too. There always is one row. */

const rowsOf = (field) => [...field.querySelectorAll("[data-rows] > li")];
const valueOf = (row) => row.querySelector("[data-value]");
const nameOf = (row) => row.querySelector("[data-name]");

/** @returns {{name?: string, value: string}[]|undefined} without the blank rows at the end; undefined where all are */
export function readRows(field) {
  const rows = rowsOf(field).map((row) => ({ name: nameOf(row)?.value, value: valueOf(row).value }));
  while (rows.length && !rows.at(-1).value && !rows.at(-1).name) rows.pop();
  return rows.length ? rows : undefined;
}

export function writeRows(field, rows) {
  field.querySelector("[data-rows]").replaceChildren();
  for (const row of rows.length ? rows : [{ value: "" }]) add(field, null, row);
  name(field);
}

function add(field, after, { name: key = "", value = "" } = {}) {
  const row = field.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
  if (nameOf(row)) nameOf(row).value = key;
  valueOf(row).value = value;
  if (after) after.after(row);
  else field.querySelector("[data-rows]").append(row);
  return row;
}

/** Each control by its field and place; the first can't go up, nor the last down. */
function name(field) {
  const path = field.dataset.field;
  const rows = rowsOf(field);
  rows.forEach((row, index) => {
    const place = `${path} ${index + 1}`;
    nameOf(row)?.setAttribute("aria-label", `${place}, name`);
    valueOf(row).setAttribute("aria-label", nameOf(row) ? `${place}, value` : place);
    row.querySelector("[data-upload]")?.setAttribute("aria-label", `Upload a file for ${place}`);
    for (const button of row.querySelectorAll("[data-move]")) {
      const up = button.dataset.move === "-1";
      button.setAttribute("aria-label", `Move ${place} ${up ? "up" : "down"}`);
      button.disabled = up ? index === 0 : index === rows.length - 1;
    }
    row.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${place}`);
  });
}

const first = (row) => nameOf(row) ?? valueOf(row);

/** @param {(text: string) => void} say tells what was done to those who do not see it */
export function listenToRows(form, say) {
  const changed = (field) => {
    name(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  function move(row, by) {
    const field = row.closest("[data-field]");
    const rows = rowsOf(field);
    const to = rows.indexOf(row) + by;
    if (!rows[to]) return;
    rows[to][by < 0 ? "before" : "after"](row);
    changed(field);
    say(`Row ${to + 1} now.`);
  }

  function remove(row) {
    const field = row.closest("[data-field]");
    const at = rowsOf(field).indexOf(row);
    row.remove();
    if (!rowsOf(field).length) add(field, null);
    changed(field);
    first(rowsOf(field)[at] ?? rowsOf(field).at(-1)).focus();
  }

  function addBelow(field, after) {
    const row = add(field, after);
    changed(field);
    first(row).focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-move], [data-remove]");
    if (!button) return;
    const row = button.closest("li");
    if (button.matches("[data-add]")) addBelow(button.closest("[data-field]"), null);
    else if (button.matches("[data-remove]")) remove(row);
    else {
      move(row, Number(button.dataset.move));
      if (button.disabled) first(row).focus(); // it is at the end: what was pressed can't be pressed again
      else button.focus();
    }
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-rows] > li");
    if (!row || event.isComposing || !event.target.matches("[data-value], [data-name]")) return;
    const field = row.closest("[data-field]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) {
      move(row, step);
      event.target.focus();
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (event.target === nameOf(row)) valueOf(row).focus();
      else addBelow(field, row);
    } else if (event.key === "Backspace" && event.target === first(row) && !valueOf(row).value && !first(row).value && rowsOf(field).length > 1) {
      const before = row.previousElementSibling;
      remove(row);
      if (before) valueOf(before).focus();
    } else return;
    event.preventDefault();
  });
}
