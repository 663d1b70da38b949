/**
 * Places or areas that people mark in attachments, and with `mountAsked` a question of another type about each of them.
 * The answer is a list of marks as the API has them. What each kind of attachment does is in marks/.
 */

import { asked } from "./marks/asked.js";
import { audio } from "./marks/audio.js";
import { MOST, soFar, tooFew, tooMany } from "./marks/count.js";
import { image } from "./marks/image.js";
import { keys } from "./marks/keys.js";
import { list } from "./marks/list.js";
import { inWords } from "./marks/shapes.js";
import { store } from "./marks/store.js";
import { text } from "./marks/text.js";
import { video, youtube } from "./marks/video.js";
import { website } from "./marks/website.js";

const SURFACES = { image, video, youtube, audio, text, website };
const NOUNS = { image: "Image", video: "Video", youtube: "Video", audio: "Sound", text: "Text", website: "Website" };
const HELP = {
  point: {
    pixels: "Press where it is. The picture’s + and − zoom.",
    frames: "Pause the film where it is seen, then press on it.",
    audio: "Press on the line of time where it is.",
    text: "Press between two characters; with the keyboard, move the caret there and press Enter.",
  },
  rectangle: {
    pixels: "Draw a rectangle around it, from corner to corner.",
    frames: "Pause the film where it is seen, then draw a rectangle around it.",
    audio: "Draw along the line of time from where it begins to where it ends.",
    text: "Select it with the mouse; with keys or by touch, select it and press Enter or the button.",
  },
};
const MANNER = { image: "pixels", website: "pixels", video: "frames", youtube: "frames", audio: "audio", text: "text" };
const SAVED_AFTER = 60; // milliseconds
const QUOTED = 80; // characters of a marked text that the list shows

/** The kind of surface that a figure is to become; none for what was left empty, if anything else can be marked. */
function kindOf(figure, params) {
  const { kind } = figure.dataset;
  if (params.attachments_type !== "text") return kind === "text" ? "" : kind;
  return kind === "blank" ? "" : "text";
}

export function marks(root, params, mountAsked = null) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const task = root.closest(".task");
  const figures = [...task.querySelectorAll("[data-attachment]")];
  const several = params.attachments.length > 1;
  const form = params.annotations_type ?? "point";
  const least = params.min_annotations ?? 1;
  const most = Math.min(params.max_annotations || MOST, MOST);
  const surfaces = new Map(); // by the attachment's index
  const tool = { resizing: false };
  const field = find("store");
  const nothing = root.querySelector("[name=nothing]");
  let timer = 0;
  let writing = false;

  const held = store({ most, changed: () => changed(), full: () => say(tooMany(most)) });
  const questions =
    mountAsked &&
    asked(find("asked"), mountAsked, { params: params.per_annotation, changed: () => changed(), place: (key) => shownList.askedOf(key) });
  const shownList = list(find("list"), {
    store: held,
    describe,
    choose(key) {
      held.choose(key);
      come(key);
    },
    remove,
    action: (mark) => surfaces.get(mark.index)?.play,
    answered: questions && questions.answered,
  });

  function say(words) {
    find("said").textContent = "";
    setTimeout(() => (find("said").textContent = words));
  }

  function describe({ index, shape }) {
    const where = several ? `${NOUNS[kindOf(figures[index], params)] ?? "Attachment"} ${index + 1}: ` : "";
    if (params.attachments_type !== "text") return where + inWords(shape);
    const characters = Array.from(params.attachments[index]);
    const from = shape.start;
    const words = "text" in shape ? shape.text : `${characters.slice(Math.max(0, from - 12), from).join("")}|${characters.slice(from, from + 12).join("")}`;
    return where + (words.length > QUOTED ? `${words.slice(0, QUOTED)}…` : words);
  }

  // What changes is shown and kept -----------------------------------------------------------------------------------

  function changed() {
    const all = held.all();
    if (all.length && nothing) nothing.checked = false;
    shownList.paint();
    questions?.open(held.chosen() ?? 0);
    for (const surface of surfaces.values()) surface.paint();
    const unanswered = questions ? all.filter((mark) => !questions.answered(mark.key)).length : 0;
    find("count").textContent = soFar(all.length, least, params.max_annotations || 0) + (unanswered ? `, ${unanswered} without an answer` : "");
    find("undo").disabled = !held.canUndo();
    find("redo").disabled = !held.canRedo();
    find("resize").hidden = form === "point" || params.attachments_type === "text" || !held.chosen();
    find("resize").setAttribute("aria-pressed", String(tool.resizing));
    clearTimeout(timer);
    timer = setTimeout(save, SAVED_AFTER);
  }

  /** Into a field of the form, which the page keeps as it keeps every draft. */
  function save() {
    clearTimeout(timer);
    if (!root.isConnected) return;
    const value = JSON.stringify({ ...held.kept(), answers: questions?.kept() ?? [] });
    if (value === field.value) return;
    field.value = value;
    writing = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    writing = false;
  }

  field.addEventListener("input", () => {
    if (writing) return;
    try {
      const kept = JSON.parse(field.value);
      questions?.load(kept.answers);
      held.load(kept);
    } catch {
      // Not a draft of ours: the page begins with no marks.
    }
  });
  addEventListener("pagehide", function leaving() {
    if (root.isConnected) save();
    else removeEventListener("pagehide", leaving);
  });

  // What people do ---------------------------------------------------------------------------------------------------

  function added(key, by) {
    const mark = held.get(key);
    const surface = surfaces.get(mark.index);
    say(`Mark ${held.number(key)}: ${describe(mark)}. ${find("count").textContent}.`);
    if (!questions || by === "keys") surface.focus(key);
    else if (by !== "touch") questions.focus();
    if (by === "touch") shownList.show(key);
  }

  function come(key) {
    const mark = held.get(key);
    surfaces.get(mark.index)?.come?.(mark);
    figures[mark.index].scrollIntoView({ block: "nearest" });
  }

  function remove(key) {
    const at = held.number(key);
    const { index } = held.get(key);
    const inList = find("list").contains(document.activeElement);
    held.remove(key);
    say(`Mark ${at} deleted. ${find("count").textContent}.`);
    const next = held.all()[Math.min(at, held.all().length) - 1];
    if (next && inList) shownList.focus(next.key);
    else if (next?.index === index && surfaces.get(index)) surfaces.get(index).focus(next.key);
    else surfaces.get(index)?.begin();
  }

  /** The surface that keys mean: the one with the focus, else that of the chosen mark, else the first. */
  function current() {
    const all = [...surfaces.values()];
    const focused = all.find(({ element }) => element.closest("figure").contains(document.activeElement));
    return focused ?? surfaces.get(held.get(held.chosen())?.index) ?? all[0];
  }

  function toUnanswered() {
    const open = held.all().filter((mark) => !questions.answered(mark.key));
    const next = open.find((mark) => held.number(mark.key) > held.number(held.chosen())) ?? open[0];
    held.choose(next.key);
    come(next.key);
    shownList.show(next.key);
    questions.focus();
  }

  /** Enter answers what is open first; with nothing open it is the page's, and sends. */
  function enter(inAsked) {
    const chosen = held.chosen();
    if (!questions || held.all().every((mark) => questions.answered(mark.key))) {
      if (inAsked) root.requestSubmit();
      return inAsked;
    }
    if (chosen && !questions.answered(chosen)) {
      if (inAsked) return !say(questions.trouble());
      questions.focus();
      return true;
    }
    toUnanswered();
    return true;
  }

  function resize() {
    if (find("resize").hidden) return false;
    tool.resizing = !tool.resizing;
    say(tool.resizing ? "The arrow keys resize." : "The arrow keys move.");
    changed();
    return true;
  }

  const steps = { undo: () => held.undo(), redo: () => held.redo() };
  const inSurface = (element) => Boolean(element.closest?.("[data-surface]"));
  keys(root, {
    ...steps,
    inSurface,
    inAsked: (element) => Boolean(questions?.holds(element)),
    enter,
    remove: () => Boolean(held.chosen()) && !remove(held.chosen()),
    leave: (target) => inSurface(target) && Boolean(held.chosen()) && !held.choose(null) && !current()?.begin(),
    toggle: () => Boolean(current()?.toggle) && !current().toggle(held.get(held.chosen())),
  });
  // On the task: an SVG element that listens for the focus would take it.
  task.addEventListener("focusin", ({ target }) => {
    const mark = target.closest("[data-mark]");
    if (mark) held.choose(Number(mark.dataset.mark));
  });
  find("undo").addEventListener("click", steps.undo);
  find("redo").addEventListener("click", steps.redo);
  find("resize").addEventListener("click", resize);
  nothing?.addEventListener("change", () => {
    if (!nothing.checked || !held.all().length) return;
    nothing.checked = false;
    say("Delete the marks first.");
  });

  // Each attachment becomes what it can be marked on ------------------------------------------------------------------

  figures.forEach((figure, index) => {
    const kind = kindOf(figure, params);
    figure.parentElement.classList.remove("strip");
    SURFACES[kind]?.(figure, {
      store: held,
      index,
      form,
      tool,
      added,
      say,
      source: params.attachments[index],
      name: several ? `${NOUNS[kind]} ${index + 1} of ${params.attachments.length}` : NOUNS[kind],
      help: HELP[form][MANNER[kind]],
      ready(surface) {
        surfaces.set(index, surface);
        changed();
        if (document.activeElement === document.body && surfaces.size === 1) surface.begin();
      },
    });
  });
  find("hint").textContent = HELP[form][MANNER[kindOf(figures[0], params)]] ?? "";
  changed();

  return {
    value() {
      save(); // now: kept later, it would count as a change, and take away what is said of this answer
      const all = held.all();
      if (!all.length && !least && !nothing.checked) throw new Error("Mark something, or tick that there is nothing to mark.");
      if (all.length < least) throw new Error(tooFew(all.length, least));
      const open = questions && all.find((mark) => !questions.answered(mark.key));
      if (open) {
        held.choose(open.key);
        throw new Error(`Mark ${held.number(open.key)}: ${questions.trouble()}`);
      }
      return all.map(({ key, index, shape }) => ({
        ...(several ? { attachment_index: index } : {}),
        ...shape,
        ...(questions ? { response: questions.value(key) } : {}),
      }));
    },
    focus() {
      const open = questions && held.all().some((mark) => !questions.answered(mark.key));
      if (open) questions.focus();
      else current()?.begin();
    },
    dirty: () => held.all().length > 0 || held.canUndo() || Boolean(nothing?.checked),
    words: () => questions?.words() ?? "",
    key(name) {
      if (questions?.key(name)) return true;
      if (name === "a") return Boolean(current()) && !current().add();
      if (name === "r") return resize();
      return current()?.key?.(name) ?? name === "z"; // a picture that is marked has no other zoom than its own
    },
  };
}
