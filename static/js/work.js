/** The work page: asks for tasks, shows them, sends answers. Each part has a module of its own in work/. */

import { live } from "./live.js";
import { attachments } from "./work/attachments.js";
import { addresses, post } from "./work/calls.js";
import { flagDialog, keysDialog } from "./work/dialogs.js";
import { tidy } from "./work/drafts.js";
import { listen } from "./work/keys.js";
import { lease } from "./work/lease.js";
import { screen } from "./work/screen.js";
import { putOn } from "./work/task.js";

const ASK_DOWN = 3000; // milliseconds between askings while the socket is down
const ASK_UP = 20000; // and while it is up, should a hint have been lost
const HEADINGS = {
  none_queued: "No questions just now",
  held_by_others: "Others are on the last questions",
  excluded: "No questions for you just now",
  new: "You are waiting for approval",
  paused: "Your work is paused",
  banned: "You can’t answer questions here any more",
  maintenance: "Heat is being looked after",
};
const UNREACHED = "Not sent: the server can’t be reached. Your answer is kept; try again in a moment.";
const SIGNED_OUT = "You have been signed out. What you entered is kept.";

const stage = document.querySelector("[data-stage]");
const at = addresses(document.body);
const page = screen();
const shown = attachments(stage);
let task = null; // the task on the stage
let hold = null; // its lease
let mode = "asking"; // asking, task, break, closed
let sending = false;
let asking = false;
let askAgain = false;
let timer = 0;
let out = false; // signed out
let reached = true; // whether the last call reached the server
let leaving = 0; // when Skip was pressed on written words

const call = async (url, body) => {
  const result = await post(url, body);
  reached = result.status !== 0;
  if (result.status === 401) signedOut();
  else if (out && result.status) signedIn();
  tellLink();
  return result;
};
const own = (name, of = task, body = {}) => call(at.assignment(name, of.id), { token: of.token, ...body });
const tellLink = () => page.link(!reached ? "off" : socket?.up() ? "up" : "down");

function signedOut() {
  out = true;
  page.notice(SIGNED_OUT, { href: `${at.signIn}?next=${encodeURIComponent(at.home)}`, text: "Sign in in a new tab, then come back here." });
}

function signedIn() {
  out = false;
  page.notice("");
}

// Asking ------------------------------------------------------------------------------------------------------------

async function ask() {
  clearTimeout(timer);
  if (mode !== "asking") return;
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  const result = await call(at.next);
  asking = false;
  if (mode !== "asking") return;
  if (result.status === 200) await take(result.body);
  else if (result.status && !out) waitingFor("The server had an error", "It is asked again in a few seconds.");
  if (mode !== "asking") return;
  if (askAgain) {
    askAgain = false;
    ask();
  } else {
    timer = setTimeout(ask, socket.up() && result.status === 200 ? ASK_UP : ASK_DOWN);
  }
}

/** What the server said of the next task: there is one, there is none, or there will be none. */
async function take(said) {
  page.today(said.today);
  if (said.state === "task") await show(said.task);
  else if (said.state === "stopped") waitingFor(HEADINGS[said.why] ?? "No questions", said.message, said.why);
  else waitingFor(HEADINGS[said.why] ?? "No questions just now", said.message, said.why);
}

function waitingFor(heading, message, why = "") {
  const more = why === "new" || why === "paused" || why === "banned" ? "" : "Leave this page open: the next question appears by itself.";
  page.panel({ name: "waiting", heading, message: message ?? "", more });
}

async function show(given) {
  mode = "task";
  clearTimeout(timer);
  hold?.stop();
  try {
    task = await putOn(stage, given);
  } catch {
    mode = "closed";
    page.panel({
      name: "closed", heading: "This question can’t be shown", action: "Try again",
      message: "A part of the page did not load. Reload the page; if that does not help, take a break and tell a manager.",
    });
    return;
  }
  const mine = task;
  leaving = 0;
  page.task(mine.sendKey);
  shown.watch();
  scrollTo(0, 0);
  mine.focus();
  page.announce(`New question: ${given.params.instruction}`);
  page.beckon("New question");
  if (mine.restored) page.announce("What you had entered before is there again.");
  hold = lease(given, {
    beat: () => own("heartbeat", mine),
    lost: (result) => result.status === 409 && mine === task && gone(result.body.message),
    show: page.time,
    warn: page.announce,
  });
  await painted();
  const result = await own("acknowledge", mine);
  if (mine !== task) return;
  if (result.status === 200) hold.start(result.body);
  else if (result.status === 409) gone(result.body.message);
  else hold.beat();
}

/** Resolved once the task is on the screen; a page out of sight paints nothing, and so acknowledges nothing. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

// Leaving a task ----------------------------------------------------------------------------------------------------

function putAway() {
  hold?.stop();
  hold = null;
  task?.takeOff();
  task = null;
  flag.isOpen() && flag.close();
}

/** The task is no longer this person's. What they wrote stays, to be copied; with nothing written the page goes on. */
function gone(message) {
  const words = task.words();
  const dirty = task.dirty();
  putAway();
  if (!dirty) {
    page.notice(message ?? "The question was closed.");
    mode = "asking";
    ask();
    return;
  }
  mode = "closed";
  page.panel({
    name: "closed", heading: "The question was closed", message: message ?? "", words, action: "Next question",
    more: "Your answer was not sent.",
  });
  page.focusPanel();
}

/** Sends what ends a task, and goes on with what comes next. */
async function finish(name, body, done) {
  if (sending || !task) return;
  const mine = task;
  sending = true;
  page.busy(true);
  mine.say("");
  let result = await own(name, mine, body);
  if (result.status === 0) {
    await new Promise((later) => setTimeout(later, 800));
    if (mine === task) result = await own(name, mine, body); // sending twice counts once
  }
  sending = false;
  page.busy(false);
  if (mine !== task) return;
  if (result.status === 200) {
    mine.forget();
    putAway();
    if (!out) page.notice("");
    page.today(result.body.today);
    page.announce(done);
    mode = "asking";
    await take(result.body.next ?? { state: "waiting" });
    if (mode === "asking") timer = setTimeout(ask, result.body.next ? (socket.up() ? ASK_UP : ASK_DOWN) : 0);
    return;
  }
  if (result.status === 409) gone(result.body.message);
  else if (result.status === 400) refuse(result.body.message ?? Object.values(result.body.errors ?? {}).flat().join(" "));
  else if (result.status === 401) refuse("Not sent: sign in again, then press Submit once more. Your answer is kept.");
  else refuse(result.status ? "Not sent: the server had an error. Your answer is kept; try again." : UNREACHED);
}

function refuse(text) {
  task.say(text || "The server did not take this answer.");
  task.focusAnswer();
}

function submit() {
  let answer;
  try {
    answer = task.value();
  } catch (error) {
    refuse(error.message);
    return;
  }
  finish("submit", { answer, sizes: shown.sizes() }, "Sent.");
}

function skip() {
  if (task.words() && Date.now() - leaving > 5000) {
    leaving = Date.now();
    task.say("Press Skip once more to leave this question and what you wrote.");
    return;
  }
  finish("skip", {}, "Skipped.");
}

async function takeBreak() {
  if (mode === "break") return;
  clearTimeout(timer);
  const draft = task?.dirty();
  mode = "break";
  putAway();
  page.panel({
    name: "break", heading: "On a break", action: "Continue",
    message: draft ? "The question went back in line. What you entered is kept in this browser, should it come to you again."
      : "Nothing is held for you and nothing comes until you continue.",
  });
  page.focusPanel();
  await call(at.stop);
}

function resume() {
  mode = "asking";
  page.panel({ name: "waiting", heading: "One moment", message: "Looking for a question." });
  ask();
}

// What people press -------------------------------------------------------------------------------------------------

const flag = flagDialog(document.querySelector("dialog[data-flag]"), (reason, comment) =>
  finish("flag", { reason, comment }, "Sent: it can’t be done."),
);
const keys = keysDialog(document.querySelector("dialog[data-keys]"));

const go = () => {
  if (mode === "task") submit();
  else if (mode === "break" || mode === "closed") resume();
};
const actions = {
  go,
  skip: () => mode === "task" && skip(),
  flag: (reason) => mode === "task" && !sending && flag.open(reason),
  keys: () => keys.open(),
  break: takeBreak,
  copy: () => page.copy(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]?.(button.dataset.reason);
});
stage.addEventListener("submit", (event) => {
  event.preventDefault();
  go();
});
listen((name) => {
  if (flag.isOpen()) return flag.key(name);
  if (keys.isOpen()) return keys.key(name);
  if (name === "?") return (keys.open(), true);
  if (name === "Enter" || name === "Send") return (go(), true);
  if (mode !== "task") return false;
  if (name === "f") return (flag.open(), true);
  if (name === "s") return (skip(), true);
  return task.key(name) || shown.key(name);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && (mode === "asking" || out)) mode === "asking" ? ask() : hold?.beat();
});

const socket = live(at.socket, {
  state() {
    tellLink();
    if (mode === "asking") ask();
  },
  message(message) {
    if (message.type === "look") ask();
    else if (message.type === "closed" && message.assignment === task?.id && !sending) gone(message.message);
  },
});

tidy();
ask();
