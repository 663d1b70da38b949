/** A batch from a file: the server reads and checks it, here its columns are put into fields and the result is shown. */

import { newOnce } from "./once.js";

const form = document.querySelector("[data-import]");
const part = (name) => form.querySelector(`[data-${name}]`);
const once = newOnce();
const METADATA = "metadata.";
let mapping = {};
let asked = 0; // answers to an earlier question come too late

function body() {
  const data = new FormData(form);
  data.set("once", once);
  data.set("mapping", JSON.stringify(mapping));
  return data;
}

async function send(url) {
  try {
    const answer = await fetch(url, { method: "POST", body: body() });
    const told = await answer.json();
    return { status: answer.status, told };
  } catch {
    return { status: 0, told: { message: "The server can’t be reached. Nothing was made." } };
  }
}

function say(message) {
  part("error").hidden = !message;
  part("error").textContent = message ?? "";
}

async function check() {
  if (!form.elements.file.files.length) return;
  const mine = ++asked;
  const { status, told } = await send(form.dataset.check);
  if (mine !== asked) return;
  say(status === 200 ? "" : told.message);
  part("found").hidden = status !== 200;
  if (status === 200) show(told);
}

function show({ columns, mapping: used, targets, rows, wrong, errors, preview }) {
  mapping = used;
  const all = rows.toLocaleString("en");
  part("summary").textContent = wrong ? `${wrong.toLocaleString("en")} of ${all} rows can’t be asked` : `${all} rows, all right`;
  part("make-button").textContent = `Make ${all} request${rows === 1 ? "" : "s"}`;
  part("make-button").disabled = wrong > 0;
  part("wrong").hidden = !wrong;
  part("errors").replaceChildren(...errors.map((one) => line([one.row, one.column || "–", one.field, one.message])));
  part("preview").textContent = JSON.stringify(preview, null, 2);
  const had = document.activeElement?.dataset?.column;
  part("columns").replaceChildren(...columns.map((column) => chooser(column, targets)));
  if (had) [...part("columns").querySelectorAll("select")].find((one) => one.dataset.column === had)?.focus();
}

function line(cells) {
  const row = document.createElement("tr");
  for (const text of cells) row.insertCell().textContent = text;
  return row;
}

function chooser(column, targets) {
  const label = document.createElement("label");
  label.className = "field";
  label.append(document.createElement("span"), document.createElement("select"));
  const [name, select] = label.children;
  name.textContent = column;
  name.dir = "auto";
  select.className = "input";
  select.dataset.column = column;
  select.append(new Option("left out", ""), new Option("metadata", METADATA + column));
  for (const target of targets) select.append(new Option(target, target));
  select.value = mapping[column];
  select.addEventListener("change", () => {
    mapping[column] = select.value;
    check();
  });
  return label;
}

form.elements.file.addEventListener("change", () => {
  mapping = {};
  check();
});
for (const name of ["type", "environment"])
  form.elements[name].addEventListener("change", () => {
    if (name === "type") mapping = {};
    check();
  });
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  form.elements.file.files = event.dataTransfer.files;
  mapping = {};
  check();
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = part("make-button");
  if (button.disabled) return;
  button.disabled = true;
  const { told } = await send(form.dataset.make);
  if (told.url) {
    location.assign(told.url);
    return;
  }
  button.disabled = false;
  if (told.errors) show(told);
  else say(told.message);
});
