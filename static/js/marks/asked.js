/**
 * What is asked about each mark: the widget of the type that asks it, put below the mark that is chosen. One is there at
 * a time; what was entered about the others is kept as their fields' names and values.
 */

import { entered, fill } from "../work/drafts.js";
import { html } from "./svg.js";

const FIELDS = "input, textarea, select";

/**
 * @param {HTMLTemplateElement} template the widget's markup
 * @param {(root: HTMLElement, params: object) => object} mount of its type
 * @param {{params: object, changed: () => void, place: (key: number) => HTMLElement}} on
 */
export function asked(template, mount, on) {
  let answers = new Map(); // by a mark's key: {fields, value}; without `value` the answer is not whole yet
  let now = 0;
  let widget = null;
  let box = null;

  const fields = () => [...box.querySelectorAll(FIELDS)].filter((field) => field.name);

  function learn() {
    let value;
    try {
      value = widget.value();
    } catch {
      value = undefined;
    }
    if (widget.dirty()) answers.set(now, { fields: entered(fields()), value });
    else answers.delete(now);
  }

  function label() {
    for (const labelled of box.querySelectorAll("[data-labelled]")) {
      labelled.setAttribute("aria-label", on.params.instruction);
      if (labelled.matches("fieldset") && labelled.querySelector("input[type=radio]")) labelled.setAttribute("role", "radiogroup");
    }
    // Enter in them is the marks' own: it must not send the whole.
    for (const field of box.querySelectorAll(FIELDS)) field.setAttribute("form", "");
  }

  function close() {
    if (box) {
      box.parentElement?.setAttribute("hidden", "");
      box.remove();
    }
    [now, widget, box] = [0, null, null];
  }

  function open(key) {
    if (key === now) return;
    close();
    const place = key && on.place(key);
    if (!place) return;
    now = key;
    box = html("div", { class: "stack inner" }, html("h2", { dir: "auto" }, on.params.instruction), template.content.cloneNode(true));
    label();
    place.replaceChildren(box);
    place.hidden = false;
    widget = mount(box, on.params);
    const had = answers.get(key);
    if (had) fill(fields(), had.fields);
    for (const name of ["input", "change"]) {
      box.addEventListener(name, () => {
        learn();
        on.changed();
      });
    }
  }

  return {
    open,
    answered: (key) => answers.get(key)?.value !== undefined,
    value: (key) => answers.get(key)?.value,
    /** Why the open one's answer is not whole. */
    trouble() {
      try {
        widget.value();
      } catch (error) {
        return error.message;
      }
      return "";
    },
    focus: () => widget?.focus(),
    holds: (element) => Boolean(box?.contains(element)),
    key: (name) => widget?.key?.(name) ?? false,
    words: () =>
      [...answers.values()]
        .flatMap(({ fields: had }) => had.filter(([name]) => name === "text").map(([, value]) => value))
        .join("\n")
        .trim(),
    kept: () => [...answers],
    load(kept) {
      answers = new Map(kept ?? []);
      const key = now;
      close();
      if (key) open(key);
    },
  };
}
