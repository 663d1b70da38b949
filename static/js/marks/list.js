/** The marks in a list: numbered as they are in the attachments, each with what is asked about it. */

import { arrange, button, html } from "./svg.js";

/**
 * @param {HTMLElement} list
 * @param {{store: object, describe: (mark: object) => string, choose: (key: number) => void, remove: (key: number) => void,
 *   action: (mark: object) => {word: string, run: (mark: object) => void}|undefined, answered: ((key: number) => boolean)|null}} on
 */
export function list(list_, on) {
  const made = new Map();

  function element(mark) {
    if (made.has(mark.key)) return made.get(mark.key);
    const words = html("span", { class: "words", dir: "auto" });
    const state = html("span", { class: "soft state" });
    const number = html("b", { class: "number" });
    const choose = html("button", { type: "button", class: "item" }, number, words, state);
    const act = button("", { class: "button quiet small" });
    const remove = button("×", { class: "button quiet square" });
    const asked = html("div", { class: "asked stack", hidden: "" });
    const item = html("li", { "data-item": mark.key }, choose, act, remove, asked);
    choose.addEventListener("click", () => on.choose(mark.key));
    act.addEventListener("click", () => {
      on.choose(mark.key);
      const now = on.store.get(mark.key);
      on.action(now)?.run(now);
    });
    remove.addEventListener("click", () => on.remove(mark.key));
    const parts = { item, choose, number, words, state, act, remove, asked };
    made.set(mark.key, parts);
    return parts;
  }

  return {
    paint() {
      const marks = on.store.all();
      for (const key of made.keys()) if (!on.store.get(key)) made.delete(key);
      arrange(
        list_,
        marks.map((mark, at) => {
          const { item, choose, number, words, state, act, remove } = element(mark);
          const isChosen = mark.key === on.store.chosen();
          const open = on.answered && !on.answered(mark.key);
          number.textContent = at + 1;
          words.textContent = on.describe(mark);
          state.textContent = open ? "No answer yet" : "";
          item.classList.toggle("open", Boolean(open));
          item.classList.toggle("chosen", isChosen);
          choose.setAttribute("aria-pressed", String(isChosen));
          remove.setAttribute("aria-label", `Delete mark ${at + 1}`);
          const action = on.action(mark);
          act.hidden = !action;
          if (action) {
            act.textContent = action.word;
            act.setAttribute("aria-label", `${action.word} mark ${at + 1}`);
          }
          return item;
        }),
      );
      list_.hidden = !marks.length;
    },
    /** Where what is asked about a mark goes. */
    askedOf: (key) => made.get(key)?.asked,
    focus: (key) => made.get(key)?.choose.focus(),
    show: (key) => made.get(key)?.item.scrollIntoView({ block: "nearest" }),
  };
}
