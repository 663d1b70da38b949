/** What is in front of the person: a task with its lease, or a panel in its place. */

import { framing } from "./framing.js";
import { lease } from "./lease.js";
import { putOn } from "./task.js";

/** Resolved once the task is on the screen; a page out of sight paints nothing, and so acknowledges nothing. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/**
 * @param {{stage: HTMLElement, page: object, key: string, shown: object, following: object,
 *          own: (name: string, task: object, body?: object) => Promise<{status: number, body: object}>,
 *          calls: (task: object) => object}} parts `key`: what the page is known by
 * @param {{lookAhead: () => void, gone: (message: string, entered: boolean, words: string) => void,
 *          shown: (task: object) => void, leave: () => void}} on `gone`: the task is no longer this person's, and was put away
 */
export function front({ stage, page, key, shown, following, own, calls }, on) {
  let task = null;
  let hold = null; // its lease
  let known = false; // whether the server was told that it is on the screen
  let mode = "asking"; // asking, loading, task, break, closed

  function putAway() {
    hold?.stop();
    hold = null;
    task?.takeOff();
    task = null;
    on.leave();
  }

  function gone(message) {
    const [entered, words] = [task.dirty(), task.words()];
    putAway();
    on.gone(message, entered, words);
  }

  /** Tells the server, once it is so, that the task is on the screen, and asks what comes after it. */
  async function acknowledge() {
    const mine = task;
    await painted();
    if (mine !== task) return;
    known = true;
    on.lookAhead();
    const result = await own("acknowledge", mine, { page: key });
    if (mine !== task) return;
    framing(stage, (url) => own("framing", mine, { url }));
    if (result.status === 200) hold.start(result.body);
    else if (result.status === 409) gone(""); // an offer that nobody saw in time: nothing to tell
    else hold.beat();
  }

  function refuse(text) {
    task.focusAnswer();
    task.say(text);
  }

  function panel(name, words) {
    mode = name;
    page.panel({ name, ...words });
  }

  function unshowable(error) {
    reportError(error);
    panel("closed", {
      heading: "This question can’t be shown",
      message: "A part of the page did not load. Reload the page; if that does not help, take a break and tell a manager.",
      action: "Try again",
    });
  }

  return {
    task: () => task,
    is: (...modes) => modes.includes(mode),
    acknowledge,
    refuse,
    gone,
    putAway,
    beat: () => hold?.beat(),

    /** A panel in the place of a task; `name` is the page's state, and its mode unless that is given. */
    panel(name, words, as = name) {
      panel(name, words);
      mode = as;
    },

    /** The task makes room, and is there at once when its turn comes again. */
    stepBack() {
      const given = task?.given;
      putAway();
      if (given) following.prepare(given);
    },

    /** Puts a task on the stage, `trouble` being what is to be said of its answer. */
    async show(given, trouble = "") {
      mode = "loading";
      try {
        const loaded = following.take(given.id);
        const type = loaded?.type ?? (await import(given.script)); // first: the markup and what moves it appear as one
        page.task();
        task = putOn(stage, given, type, calls(given), loaded?.article);
        following.forget();
      } catch (error) {
        unshowable(error);
        return;
      }
      mode = "task";
      known = false;
      const mine = task;
      page.button("Submit", mine.sendKey);
      shown.watch();
      scrollTo(0, 0);
      mine.focus();
      page.announce(`New question: ${given.params.instruction}${mine.restored ? " What you had entered is there again." : ""}`);
      page.beckon("New question");
      on.shown(mine);
      if (trouble) refuse(trouble);
      hold = lease(given, {
        async beat() {
          if (!known) return { status: 200, body: {} };
          on.lookAhead();
          return own("heartbeat", mine, { page: key });
        },
        lost: (result) => result.status === 409 && mine === task && gone(result.body.message),
        show: page.time,
        warn: page.announce,
      });
    },
  };
}
