/** Ask: the form, what it makes shown beside it while one types, and sending it. */

import "../tabs.js";
import { post } from "../work/calls.js";
import { been, read, tell, write } from "./ask/form.js";
import { preview } from "./ask/preview.js";
import { listenToRows } from "./ask/rows.js";
import { listenToUploads, offerUploads } from "./ask/uploads.js";
import { newOnce } from "./once.js";

const REST = 250; // milliseconds without a key after which the server looks
const FAILED = {
  0: "The server can’t be reached. Whether it was asked is not known: send it again, it is asked once.",
  401: "You are signed out. Sign in again in another tab, then send this again: it is kept.",
  413: "The question is too large.",
};

const place = document.querySelector("[data-asking]");
const form = place.querySelector("[data-form]");
const part = (name) => place.querySelector(`[data-${name}]`);
const given = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const show = preview(part("preview").closest("section"), place.dataset.type);
const news = (text) => (part("news").textContent = text);
let timer = 0;
let looked = 0; // answers to an earlier look come too late
let everywhere = false; // whether what is wrong is said of all fields: once it was sent
let sent = { what: "", once: "" };
let sending = false;
let undone = null; // what the form held before it was filled in or cleared

const environment = () => form.elements.environment.value;

// What it makes ----------------------------------------------------------------------------------------------------

async function look() {
  const mine = ++looked;
  const body = read(form);
  show(body);
  const { status, body: told } = await post(place.dataset.look, { environment: environment(), body });
  if (mine !== looked || status !== 200) return;
  tell(form, told.errors, everywhere);
  for (const [tab, code] of told.calls) part(`call="${tab}"`).textContent = code;
  part("warnings").replaceChildren(...told.warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function changed() {
  const body = read(form);
  part("json").textContent = JSON.stringify(body, null, 2);
  offerUploads(form);
  keep(body);
  clearTimeout(timer);
  timer = setTimeout(look, REST);
}

function fill(body) {
  write(form, body);
  const more = part("more");
  more.open ||= [...more.querySelectorAll("details")].some((one) => one.open);
  changed();
}

// What was written, kept in this browser ---------------------------------------------------------------------------

function keep(body) {
  try {
    localStorage.setItem(place.dataset.draft, JSON.stringify(body));
  } catch {
    // full or forbidden: then it is as long as the page is
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(place.dataset.draft));
  } catch {
    return null;
  }
}

function replace(body, said) {
  undone = read(form);
  everywhere = false;
  for (const one of form.querySelectorAll("[data-been]")) one.removeAttribute("data-been");
  refuse([]);
  fill(body);
  part("undo").hidden = false;
  news(said);
}

// Sending ----------------------------------------------------------------------------------------------------------

function refuse(lines) {
  const wrongs = part("wrongs");
  wrongs.hidden = !lines.length;
  wrongs.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
}

function wrong(errors) {
  everywhere = true;
  const { first, elsewhere } = tell(form, errors, true);
  const count = Object.keys(errors).length;
  refuse([`Nothing was asked: ${count === 1 ? "one field is" : `${count} fields are`} wrong.`, ...elsewhere]);
  (first ?? part("wrongs")).focus();
}

async function send() {
  if (sending) return;
  const said = { environment: environment(), body: read(form) };
  const what = JSON.stringify(said);
  if (sent.what !== what) sent = { what, once: newOnce() };
  sending = true;
  part("send-button").disabled = true;
  const { status, body: told } = await post(place.dataset.send, { ...said, once: sent.once });
  if (told.url) {
    location.assign(told.url);
    return;
  }
  sending = false;
  part("send-button").disabled = false;
  if (told.errors) wrong(told.errors);
  else {
    refuse([told.message ?? FAILED[status] ?? "Something went wrong on our side. It is kept: send it again."]);
    part("wrongs").focus();
  }
}

function who() {
  const live = environment() === "live";
  part("send-button").textContent = live ? "Ask people" : "Send to staging";
  const course = form.querySelector('[data-field="staging"]');
  if (course) course.hidden = live;
}

form.addEventListener("input", (event) => {
  if (event.target.name !== "environment") changed();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "environment") who();
  changed();
});
form.addEventListener("focusout", (event) => been(event.target));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) send();
  else if (!event.target.matches("input")) return;
  event.preventDefault(); // Enter in one of many fields does not ask people
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
part("example-in").addEventListener("click", () => replace(given("ask-example"), "Filled in."));
part("clear").addEventListener("click", () => replace({}, "Cleared."));
part("undo").addEventListener("click", () => {
  fill(undone);
  part("undo").hidden = true;
  part("example-in").focus();
  news("As it was.");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // back from what was asked: sent again, it is another request
  sent = { what: "", once: "" };
  sending = false;
  part("send-button").disabled = false;
});

listenToRows(form, news);
listenToUploads(form, place.dataset.files, news);
const again = given("ask-again");
if (again) history.replaceState(null, "", location.pathname); // loaded again, it is what was made of it since
who();
// What was typed before this script ran is the newest.
fill({ ...(again ?? kept()), ...read(form) });
// Pressed before, they would have done nothing, or sent the form as a page.
for (const name of ["example-in", "clear", "send-button"]) part(name).disabled = false;
