/** The work page: asks for tasks, shows them, sends answers. Each part has a module of its own in work/. */

import { live } from "./live.js";
import { asking } from "./work/asking.js";
import { attachments } from "./work/attachments.js";
import { addresses, post, postBytes, postPatiently } from "./work/calls.js";
import { flagDialog } from "./work/dialogs.js";
import { tidy } from "./work/drafts.js";
import { framing } from "./work/framing.js";
import { idle } from "./work/idle.js";
import { listen } from "./work/keys.js";
import { keysDialog } from "./work/keys_dialog.js";
import { lease } from "./work/lease.js";
import { screen } from "./work/screen.js";
import { putOn } from "./work/task.js";

const HEADINGS = {
  none_queued: "No questions just now",
  held_by_others: "Others are on the last questions",
  excluded: "No questions for you just now",
  not_qualified: "The questions just now want a qualification",
  new: "You are waiting for approval",
  paused: "Your work is paused",
  banned: "You can’t answer questions here any more",
  maintenance: "Heat is being looked after",
};
const SIGNED_OUT = "You are signed out. What you entered is kept.";
const UNREACHED = "Not sent: the server can’t be reached. Your answer is kept; try again in a moment.";
const AGAIN_AFTER = 800; // milliseconds until what found no server is sent once more
const SURE_FOR = 5000; // milliseconds in which a second Skip leaves written words

const stage = document.querySelector("[data-stage]");
const at = addresses(document.body);
const page = screen();
const shown = attachments(stage);
let task = null; // the task on the stage
let hold = null; // its lease
let mode = "asking"; // asking, task, break, closed
let sending = false;
let out = false; // signed out
let reached = true; // whether the last call reached the server
let skipped = 0; // when Skip was last pressed on written words

async function call(url, body, send = post) {
  const result = await send(url, body);
  reached = result.status !== 0;
  if (result.status === 401) signedOut();
  else if (out && reached) signedIn();
  tellLink();
  return result;
}

const own = (name, of, body = {}, send = post) => call(at.assignment(name, of.id), { token: of.token, ...body }, send);
/** The calls of a task's widget. They go on when another task is on the stage; then nobody listens any more. */
const calls = (given) => ({
  call: (name, body) => own(name, given, body, postPatiently),
  piece: (query, bytes) => call(at.piece(given.id, { token: given.token, ...query }), bytes, postBytes),
});
const tellLink = () => page.link(!reached ? "off" : socket.up() ? "up" : "down");

function signedOut() {
  out = true;
  const href = `${at.signIn}?next=${encodeURIComponent(at.home)}`;
  page.notice(SIGNED_OUT, { href, text: "Sign in in a new tab, then come back here." });
}

function signedIn() {
  out = false;
  page.notice("");
  task?.say("");
}

// A task comes ------------------------------------------------------------------------------------------------------

async function answered({ status, body }) {
  if (status === 200) await take(body);
  else if (status && !out) wait("The server had an error", "It is asked again in a few seconds.");
}

/** What the server said of the next task: there is one, there is none for now, or there will be none. */
async function take(said) {
  page.today(said.today);
  if (said.state === "task") await show(said.task);
  else wait(HEADINGS[said.why] ?? "No questions just now", said.message);
}

const wait = (heading, message = "") => page.panel({ name: "waiting", heading, message });

async function show(given) {
  mode = "task";
  try {
    const type = await import(given.script); // first, so that the markup and what moves it appear as one
    page.task();
    task = putOn(stage, given, type, calls(given));
  } catch (error) {
    unshowable(error);
    return;
  }
  const mine = task;
  page.button("Submit", mine.sendKey);
  shown.watch();
  scrollTo(0, 0);
  mine.focus();
  page.announce(`New question: ${given.params.instruction}${mine.restored ? " What you had entered is there again." : ""}`);
  page.beckon("New question");
  keys.first(given.stem, mine.focus);
  hold = lease(given, {
    beat: () => own("heartbeat", mine),
    lost: (result) => result.status === 409 && mine === task && gone(result.body.message),
    show: page.time,
    warn: page.announce,
  });
  await painted();
  const result = await own("acknowledge", mine);
  if (mine !== task) return;
  framing(stage, (url) => own("framing", mine, { url }));
  if (result.status === 200) hold.start(result.body);
  else if (result.status === 409) gone(""); // an offer that nobody saw in time: nothing to tell
  else hold.beat();
}

/** Resolved once the task is on the screen; a page out of sight paints nothing, and so acknowledges nothing. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

function unshowable(error) {
  reportError(error);
  mode = "closed";
  page.panel({
    name: "closed",
    heading: "This question can’t be shown",
    message: "A part of the page did not load. Reload the page; if that does not help, take a break and tell a manager.",
    action: "Try again",
  });
}

// A task goes -------------------------------------------------------------------------------------------------------

function putAway() {
  hold?.stop();
  hold = null;
  task?.takeOff();
  task = null;
  if (flag.isOpen()) flag.close();
}

/** The task is no longer this person's. What they wrote stays, to be copied; with nothing entered the page goes on. */
function gone(message) {
  const [entered, words] = [task.dirty(), task.words()];
  putAway();
  if (!entered) {
    if (!out) page.notice(message);
    goOn();
    return;
  }
  mode = "closed";
  page.panel({
    name: "closed",
    heading: "The question was closed",
    message: message || "It is no longer yours.",
    words,
    more: "Your answer was not sent.",
    action: "Next question",
  });
  page.focusPanel();
}

/** Sends what ends a task, and goes on with what comes next. Sent twice, it counts once. */
async function finish(name, body, done) {
  if (sending || !task) return;
  const mine = task;
  sending = true;
  page.busy(true);
  mine.say("");
  let result = await own(name, mine, body);
  if (result.status === 0) {
    await new Promise((later) => setTimeout(later, AGAIN_AFTER));
    if (mine === task) result = await own(name, mine, body);
  }
  sending = false;
  page.busy(false);
  if (mine !== task) return;
  if (result.status === 200) {
    mine.forget();
    putAway();
    page.notice("");
    page.announce(done);
    mode = "asking";
    await take(result.body.next);
    ask.later();
  } else if (result.status === 409) gone(result.body.message);
  else refuse(whyNot(result));
}

function whyNot({ status, body }) {
  if (status === 0) return UNREACHED;
  if (status === 400) return body.message || "The server did not take this answer.";
  if (status === 401) return "Not sent: sign in again, then press Submit once more. Your answer is kept.";
  return "Not sent: the server had an error. Your answer is kept; try again.";
}

function refuse(text) {
  task.focusAnswer();
  task.say(text);
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
  if (task.words() && Date.now() - skipped > SURE_FOR) {
    skipped = Date.now();
    task.say("Press Skip once more to leave this question and what you wrote.");
  } else finish("skip", {}, "Skipped.");
}

async function takeBreak() {
  if (mode === "break" || sending) return;
  const entered = task?.dirty();
  mode = "break";
  ask.stop();
  putAway();
  page.panel({
    name: "break",
    heading: "On a break",
    message: entered
      ? "The question went back in line. What you entered is kept in this browser, should it come to you again."
      : "Nothing is held for you, and nothing comes until you continue.",
    action: "Continue",
  });
  page.focusPanel();
  await call(at.stop);
}

function goOn() {
  mode = "asking";
  page.panel({ name: "waiting", heading: "One moment", message: "Looking for a question." });
  ask.now();
}

// What people press -------------------------------------------------------------------------------------------------

const flag = flagDialog(document.querySelector("dialog[data-flag]"), (reason, comment) =>
  finish("flag", { reason, comment }, "Sent: it can’t be done."),
);
const keys = keysDialog(stage);
const actions = {
  go() {
    if (mode === "task") submit();
    else if (mode === "break" || mode === "closed") goOn();
  },
  skip: () => mode === "task" && skip(),
  flag: (reason) => mode === "task" && !sending && flag.open(reason),
  keys: () => keys.open(),
  settings: () => keys.settings(),
  break: takeBreak,
  copy: () => page.copy(),
};
const keyed = { Enter: "go", Send: "go", f: "flag", s: "skip", e: "settings", "?": "keys" };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]?.(button.dataset.reason);
});
stage.addEventListener("submit", (event) => {
  event.preventDefault();
  actions.go();
});
listen((name) => {
  if (flag.isOpen()) return flag.key(name);
  if (keys.isOpen()) return keys.key(name);
  if (keyed[name]) {
    actions[keyed[name]]();
    return true;
  }
  return mode === "task" && (task.key(name) || shown.key(name));
});
document.addEventListener("visibilitychange", () => out && hold?.beat());

const ask = asking({ wanted: () => mode === "asking", call: () => call(at.next), up: () => socket.up(), answered });
const socket = live(at.socket, {
  state() {
    tellLink();
    ask.now();
  },
  message(message) {
    if (message.type === "look") ask.now(true);
    else if (message.type === "closed" && message.assignment === task?.id && !sending) gone(message.message);
  },
});

tidy();
idle(at.day);
ask.now();
