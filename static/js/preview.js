/**
 * A question as crunchers see it, in a frame of the page on which it is written. That page says what to show:
 * `{type, body, scheme}`. What is shown can be worked on; nothing is sent, and the focus stays where one types.
 */

import { attachments } from "./work/attachments.js";
import { post } from "./work/calls.js";
import { framing } from "./work/framing.js";
import { listen } from "./work/keys.js";
import { screen } from "./work/screen.js";
import { putOn } from "./work/task.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const stage = find("stage");
const page = screen();
const shown = attachments(stage);
const noFiles = async () => ({ status: 400, body: { message: "In a preview no file is sent: give its web address." } });
const FAILED = { 0: "The server can’t be reached.", 401: "You are signed out.", 404: "People have no page for this type yet." };
let task = null;
let asked = 0; // answers to an earlier question come too late
let last = ""; // what is on the stage

async function show({ type, body }) {
  const mine = ++asked;
  const { status, body: given } = await post(document.body.dataset.urlQuestion.replace("TYPE", type), body);
  if (mine !== asked) return;
  parent.postMessage({ behind: !given.html && task !== null }, location.origin);
  if (!given.html) {
    if (!task) missing(status, given.errors ?? {});
    return; // what could be asked last stays
  }
  if (last === given.html + JSON.stringify(given.params)) return;
  const module = await import(given.script);
  if (mine !== asked) return;
  last = given.html + JSON.stringify(given.params);
  page.notice("");
  task?.takeOff();
  page.state("task");
  stage.inert = !document.hasFocus(); // no widget takes the focus away from the field in which one types
  task = putOn(stage, { ...given, id: null }, module, { call: noFiles, piece: noFiles });
  requestAnimationFrame(() => (stage.inert = false));
  page.button("Submit", task.sendKey);
  shown.watch();
  framing(stage, (url) => post(document.body.dataset.urlFraming, { url }));
}

function missing(status, errors) {
  if (FAILED[status]) find("panel-text").textContent = FAILED[status];
  const lines = Object.entries(errors).map(([field, [message]]) => `${field}: ${message}`);
  find("panel-errors").replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

function submit() {
  try {
    page.notice(`Nothing was sent. This answer would be ${JSON.stringify(task.value())}`);
  } catch (error) {
    task.focusAnswer();
    task.say(error.message);
  }
}

const actions = {
  go: submit,
  skip: () => page.notice("In earnest, it would go to somebody else."),
  flag: () => page.notice("In earnest, they would say why, and you would be told."),
};
const keyed = { Enter: "go", Send: "go", s: "skip", f: "flag" };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && task) actions[button.dataset.do]?.();
});
stage.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
listen((name) => {
  if (!task) return false;
  if (keyed[name]) {
    actions[keyed[name]]();
    return true;
  }
  return task.key(name) || shown.key(name);
});

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent || !data.type) return;
  document.documentElement.style.colorScheme = data.scheme;
  show(data);
});
parent.postMessage("ready", location.origin);
