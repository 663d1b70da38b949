/** One task on the stage: its markup, its widget, its draft, its errors. */

import { forget, giveBack, keep, words } from "./drafts.js";

const ERROR_ID = "task-error";
const QUESTION_ID = "task-question";
const HINT_ID = "task-hint";
const touchFirst = () => matchMedia("(pointer: coarse)").matches;

/** The ids that a fragment may not have, given once it is the only one on the page. */
function wire(stage) {
  stage.querySelector("[data-question]").id = QUESTION_ID;
  stage.querySelector("[data-error]").id = ERROR_ID;
  const hint = stage.querySelector("[data-hint]");
  if (hint) hint.id = HINT_ID;
  for (const labelled of stage.querySelectorAll("[data-labelled]")) {
    labelled.setAttribute("aria-labelledby", QUESTION_ID);
    labelled.setAttribute("aria-describedby", `${hint ? `${HINT_ID} ` : ""}${ERROR_ID}`);
  }
  const radios = stage.querySelector("fieldset[data-labelled] input[type=radio]");
  if (radios) radios.closest("fieldset").setAttribute("role", "radiogroup");
}

/** As it is, where the browser can: an iframe that is merely appended elsewhere loads anew. */
function move(article, stage) {
  if (stage.moveBefore && article.isConnected) stage.moveBefore(article, null);
  else stage.append(article);
}

/**
 * Puts a task on the stage, which is in sight already, since widgets measure themselves.
 * @param {object} given the task as the server sent it
 * @param {{mount: (root: HTMLFormElement, params: object, page: object) => object}} type the module of its type
 * @param {object} calls what a widget may ask of the page: `call(name, body)` and `piece(query, bytes)`, as post() gives
 * @param {Element|null} article its markup, where that was loaded ahead
 */
export function putOn(stage, given, type, calls, article = null) {
  stage.replaceChildren();
  if (article) move(article, stage);
  else stage.innerHTML = given.html; // escaped by the template; the page's policy runs no script but our own
  wire(stage);
  const form = stage.querySelector("[data-answer]");
  const error = stage.querySelector("[data-error]");

  const say = (text) => {
    error.textContent = text;
    error.hidden = !text;
    if (text) error.scrollIntoView({ block: "nearest" });
    for (const field of stage.querySelectorAll("[data-labelled]:not(fieldset)")) {
      if (text) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };
  const widget = type.mount(form, given.params, { ...calls, assignment: given.id, say });
  const restored = giveBack(given.id, form);

  const changed = () => {
    say("");
    if (widget.dirty()) keep(given.id, form);
    else forget(given.id);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  return {
    id: given.id,
    get token() {
      return given.token;
    },
    /** It is another one where the task was put back, and came here again. */
    renew(token) {
      given.token = token;
    },
    given,
    form,
    restored,
    say,
    value: () => widget.value(),
    dirty: () => widget.dirty(),
    words: () => [words(form), widget.words?.()].filter(Boolean).join("\n"),
    key: (name) => widget.key?.(name) ?? false,
    sendKey: form.querySelector("textarea[data-typed]") ? "Send" : "Enter",
    /** To the answer; where that would open a keyboard over the question, to the question. */
    focus() {
      const question = stage.querySelector("[data-question]");
      if (touchFirst() && form.querySelector("[data-typed]")) question.focus({ preventScroll: true });
      else widget.focus();
    },
    focusAnswer: () => widget.focus(),
    /** The server has what was entered. */
    forget() {
      forget(given.id);
      widget.forget?.();
    },
    takeOff() {
      widget.leave?.();
      stage.replaceChildren();
    },
  };
}
