/** Practice: samples of one type, put as real questions are; each is checked at once, and nothing is kept. */

import { attachments } from "./work/attachments.js";
import { post } from "./work/calls.js";
import { listen } from "./work/keys.js";
import { keysDialog } from "./work/keys_dialog.js";
import { screen } from "./work/screen.js";
import { putOn } from "./work/task.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const samples = JSON.parse(document.querySelector("#samples").textContent);
const { urlCheck, urlPractice } = document.body.dataset;
const stage = find("stage");
const page = screen();
const shown = attachments(stage);
const keys = keysDialog(stage);
const right = find("right"); // put below the answer once that is checked
// What a widget that sends files may ask of the page.
const noFiles = async () => ({ status: 400, body: { message: "In practice no file is sent: give its web address." } });
let at = 0;
let task = null;
let revealed = false;
let busy = false;

async function show() {
  const given = { ...samples[at], id: null };
  const type = await import(given.script);
  revealed = false;
  right.hidden = true;
  document.body.removeAttribute("data-revealed");
  find("at").textContent = samples.length > 1 ? `${at + 1} of ${samples.length}` : "";
  document.querySelector("[data-do=skip]").hidden = false;
  task = putOn(stage, given, type, { call: noFiles, piece: noFiles });
  page.button("Check", task.sendKey);
  shown.watch();
  scrollTo(0, 0);
  task.focus();
  page.announce(`Practice: ${given.params.instruction}`);
  keys.first(given.stem, task.focus);
}

/** The right marks, on the attachments instead of the person's own. */
function mark(answer) {
  const field = stage.querySelector("[name=marks][data-store]");
  if (!field) return false;
  const marks = answer.map(({ attachment_index: index = 0, response, ...shape }, number) => ({ key: number + 1, index, shape }));
  const answers = answer.map(({ response }, number) => [number + 1, { fields: [], value: response }]);
  field.value = JSON.stringify({ marks, last: marks.length, answers });
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function reveal({ right: fits, answer, lines, why }, asked) {
  revealed = true;
  for (const part of task.form.children) part.inert = true;
  task.form.append(right);
  const fine = fits && !asked;
  find("right-title").textContent = fine ? "That is right." : asked ? "This is the answer." : "Not quite.";
  find("right-answer").hidden = fine;
  find("right-lines").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
  find("right-shown").hidden = fine || !mark(answer);
  find("right-lines").classList.toggle("numbered", lines.length > 1 && !find("right-shown").hidden);
  find("right-why").textContent = why;
  right.hidden = false;
  document.body.setAttribute("data-revealed", "");
  document.querySelector("[data-do=skip]").hidden = true;
  page.button(at + 1 < samples.length ? "Next" : "Other kinds");
  right.scrollIntoView({ block: "nearest" });
  find("right-title").focus({ preventScroll: true });
}

async function check(body, asked = false) {
  if (busy) return;
  busy = true;
  page.busy(true);
  const { status, body: said } = await post(urlCheck, { sample: at, sizes: shown.sizes(), ...body });
  busy = false;
  page.busy(false);
  if (status === 200) reveal(said, asked);
  else if (status === 401) task.say("You are signed out. Sign in again to go on.");
  else task.say(said.message || "The server can’t be reached. Try again in a moment.");
}

function submit() {
  let answer;
  try {
    answer = task.value();
  } catch (error) {
    task.focusAnswer();
    task.say(error.message);
    return;
  }
  check({ answer });
}

function goOn() {
  at += 1;
  if (at < samples.length) show();
  else location.assign(urlPractice);
}

const actions = {
  go: () => task && (revealed ? goOn() : submit()),
  skip: () => task && !revealed && check({ shown: true }, true),
  keys: () => keys.open(),
  settings: () => keys.settings(),
};
const keyed = { Enter: "go", Send: "go", s: "skip", e: "settings", "?": "keys" };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]?.();
});
stage.addEventListener("submit", (event) => {
  event.preventDefault();
  actions.go();
});
listen((name) => {
  if (keys.isOpen()) return keys.key(name);
  if (keyed[name]) {
    actions[keyed[name]]();
    return true;
  }
  return !revealed && (task?.key(name) || shown.key(name));
});

show();
