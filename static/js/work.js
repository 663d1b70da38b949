/** The work page: asks for tasks, shows them, sends answers. Each part has a module of its own in work/. */

import { live } from "./live.js";
import { ahead } from "./work/ahead.js";
import { asking } from "./work/asking.js";
import { attachments } from "./work/attachments.js";
import { addresses } from "./work/calls.js";
import { flagDialog } from "./work/dialogs.js";
import { forget, restore, take, tidy } from "./work/drafts.js";
import { front } from "./work/front.js";
import { idle } from "./work/idle.js";
import { keysDialog } from "./work/keys_dialog.js";
import { leaving } from "./work/leaving.js";
import { link } from "./work/link.js";
import { outbox } from "./work/outbox.js";
import { pressing } from "./work/pressing.js";
import { screen } from "./work/screen.js";
import { sending } from "./work/sending.js";
import { signInDialog } from "./work/sign_in.js";
import { toast } from "./work/toast.js";

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
const REVOKED = "Somebody who was free has this question now.";
const SURE_FOR = 5000; // milliseconds in which a second Skip leaves written words

const stage = document.querySelector("[data-stage]");
const dialog = (name) => document.querySelector(`dialog[data-${name}]`);
const { page: key, cruncher } = document.body.dataset;
const at = addresses(document.body);
const page = screen();
const shown = attachments(stage);
const following = ahead(document.querySelector("[data-ahead]"));
const undoable = toast(document.querySelector("[data-toast]"));
const box = outbox(cruncher);
const told = new Map(); // by assignment: what to say of an answer that came back
let skipped = 0; // when Skip was last pressed on written words

const server = link({ at, page, up: () => socket.up() }, () => {
  if (signIn.isOpen()) signIn.close();
  letters.again();
  now.beat();
  ask.now();
});
const now = front(
  { stage, page, key, shown, following, own: server.own, calls: server.calls },
  { lookAhead, gone, shown: (mine) => keys.first(mine.given.stem, mine.focus), leave: () => flag.isOpen() && flag.close() },
);
const task = () => now.task();

// A task comes ------------------------------------------------------------------------------------------------------

async function answered({ status, body }) {
  if (status === 200) await arrive(body);
  else if (status === 401) signIn.offer();
  else if (status) wait("The server had an error", "It is asked again in a few seconds.");
}

/** What the server said of the next task: there is one, perhaps shown already; none for now; or there will be none. */
async function arrive(said) {
  const coming = said.state === "task" ? said.task : null;
  page.today(said.today);
  if (task() && coming?.id === task().id) {
    task().renew(coming.token);
    await now.acknowledge();
  } else if (task()?.dirty()) now.gone(REVOKED);
  else {
    now.putAway();
    if (coming) await show(coming);
    else wait(HEADINGS[said.why] ?? "No questions just now", said.message);
  }
}

const wait = (heading, message = "") => now.panel("waiting", { heading, message }, "asking");

async function show(given) {
  await now.show(given, told.get(given.id));
  // While something is on its way, the server hears of this one only after that.
  if (now.is("task") && letters.idle()) await now.acknowledge();
}

async function lookAhead() {
  const { status, body } = await server.call(at.following);
  if (status !== 200 || !task() || !letters.idle() || body.following?.id === task().id) return;
  following.prepare(body.following);
}

// A task goes -------------------------------------------------------------------------------------------------------

/** The task is no longer this person's. What they wrote stays, to be copied; with nothing entered the page goes on. */
function gone(message, entered, words) {
  if (entered) lost(message, words);
  else {
    if (!server.out()) page.notice(message);
    goOn();
  }
}

function lost(message, words) {
  now.panel("closed", {
    heading: "The question was closed",
    message: message || "It is no longer yours.",
    words,
    more: "Your answer was not sent.",
    action: "Next question",
  });
  page.focusPanel();
}

/** Sends what ends the task, and goes on at once. */
function finish(name, body, done) {
  if (!now.is("task")) return;
  const { id, token, given, forget: accepted } = task();
  const letter = { id, token, given, name, body, done, words: task().words(), accepted };
  told.delete(id);
  undoable.hide();
  page.notice("");
  now.putAway();
  page.announce(done);
  letters.add(letter);
  const next = following.given();
  if (next) show(next);
  else now.panel("sending", { heading: "One moment", message: "Sending." }, "asking");
}

async function taken(letter, { today, next, undo }) {
  const draft = take(letter.id);
  letter.accepted?.(); // what an earlier page has left has no widget any more
  page.today(today);
  if (undo && letter.name === "submit") undoable.show(letter.done ?? "Sent.", undo.seconds, { ...letter, draft });
  if (!letters.idle()) return;
  if (now.is("break")) await server.call(at.stop);
  else if (now.is("task", "asking")) {
    await arrive(next);
    ask.later();
  }
}

/** What was sent was not taken: it comes back, or where it is nobody's any more, its words. */
async function refused(letter, result) {
  if (result.status === 409) {
    forget(letter.id);
    now.stepBack();
    gone(result.body.message, Boolean(letter.words), letter.words);
    return;
  }
  const another = told.has(task()?.id); // that came back before this one: first that
  told.set(letter.id, whyNot(result));
  if (now.is("break")) await server.call(at.stop);
  else if (!letter.given) ask.now(); // of an earlier page: it may come as any task does
  else if (!another && now.is("task", "asking")) {
    now.stepBack();
    await show({ ...letter.given, token: letter.token });
  }
}

function whyNot({ status, body }) {
  if (status === 0) return "Not sent: the server can’t be reached. Your answer is kept; try again in a moment.";
  if (status === 400) return body.message || "The server did not take this answer.";
  return "Not sent: the server had an error. Your answer is kept; try again.";
}

async function undo() {
  const sent = undoable.take();
  if (!sent || !letters.idle()) return;
  const { status, body } = await server.own("undo", sent);
  if (status === 200) {
    now.stepBack();
    restore(sent.id, sent.draft);
    page.today(body.today);
    await show(body.task);
  } else page.notice(status === 409 ? body.message : "Not taken back: the server can’t be reached.");
}

function submit() {
  let answer;
  try {
    answer = task().value();
  } catch (error) {
    now.refuse(error.message);
    return;
  }
  finish("submit", { answer, sizes: shown.sizes() }, "Sent.");
}

function skip() {
  if (task().words() && Date.now() - skipped > SURE_FOR) {
    skipped = Date.now();
    task().say("Press Skip once more to leave this question and what you wrote.");
  } else finish("skip", {}, "Skipped.");
}

async function takeBreak() {
  if (now.is("break")) return;
  const entered = task()?.dirty();
  ask.stop();
  undoable.hide();
  following.forget();
  now.putAway();
  now.panel("break", {
    heading: "On a break",
    message: entered
      ? "The question went back in line. What you entered is kept in this browser, should it come to you again."
      : "Nothing is held for you, and nothing comes until you continue.",
    action: "Continue",
  });
  page.focusPanel();
  if (letters.idle()) await server.call(at.stop);
}

function goOn() {
  now.panel("waiting", { heading: "One moment", message: "Looking for a question." }, "asking");
  ask.now();
}

// What the page is made of ------------------------------------------------------------------------------------------

const flag = flagDialog(dialog("flag"), (reason, comment) => finish("flag", { reason, comment }, "Sent: it can’t be done."));
const keys = keysDialog(stage);
const signIn = signInDialog(dialog("sign-in"), at.signIn, server.back);
const actions = {
  go() {
    if (now.is("task")) submit();
    else if (now.is("break", "closed")) goOn();
  },
  skip: () => now.is("task") && skip(),
  flag: (reason) => now.is("task") && flag.open(reason),
  keys: () => keys.open(),
  settings: () => keys.settings(),
  break: takeBreak,
  undo,
  signIn: () => signIn.open(),
  copy: () => page.copy(),
};
pressing(stage, actions, [signIn, flag, keys], (name) => now.is("task") && (task().key(name) || shown.key(name)));
stage.addEventListener("input", () => {
  if (told.delete(task()?.id)) box.drop(task().id); // changed, it is a draft again, and not sent by itself
});
document.addEventListener("visibilitychange", () => server.out() && now.beat());

const letters = sending(box, {
  send: (letter) => server.own(letter.name, letter, letter.body),
  signedOut: () => signIn.open(),
  taken,
  refused,
});
const ask = asking({
  wanted: () => now.is("asking") && letters.idle(),
  call: () => server.call(at.next, { page: key }),
  up: () => socket.up(),
  answered,
});
const socket = live(at.socket, {
  state() {
    server.tell();
    ask.now();
  },
  message(message) {
    if (message.type === "look") ask.now(true);
    else if (message.type === "closed" && message.assignment === following.id()) following.forget();
    else if (message.type === "closed" && message.assignment === task()?.id) now.gone(message.message);
  },
});

tidy();
idle(at.day);
leaving(at.leave, key, () => Boolean(task()?.dirty()) || !letters.idle());
box.left().forEach(letters.add);
ask.now();
