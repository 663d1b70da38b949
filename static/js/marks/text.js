/**
 * Marks in a text. Offsets count Unicode code points of the text as the client sent it: it is shown from the question's
 * data, never read back from the page, where line ends would have become others.
 */

import { adding } from "./image.js";
import { html } from "./svg.js";

/**
 * A text as it is shown, its line ends being "\n"; `offsets[i]`, the code point that stands at the i-th UTF-16 unit, a
 * unit inside a pair counting as the pair's beginning; and `units[i]`, the unit that the i-th code point begins at.
 */
export function shownAs(source) {
  const characters = Array.from(source);
  const offsets = [];
  const units = [];
  let text = "";
  characters.forEach((character, at) => {
    units.push(text.length);
    if (character === "\n" && characters[at - 1] === "\r") return; // came with its CR
    const shown = character === "\r" ? "\n" : character;
    for (let unit = 0; unit < shown.length; unit += 1) offsets.push(at);
    text += shown;
  });
  offsets.push(characters.length);
  units.push(text.length);
  return { text, offsets, units, characters };
}

export function text(figure, on) {
  const { text: shown, offsets, units, characters } = shownAs(on.source);
  const points = on.form === "point";
  const reading = figure.querySelector(".reading") ?? html("div", { class: "reading", dir: "auto" });
  const begins = (offset) => units[Math.min(offset, characters.length)];
  let painted = "";
  let kept = null; // the last selection, which a press on a button on a touch screen may take away
  let clicked = 0; // the mark that the run of clicks made

  if (!reading.isConnected) figure.prepend(reading);
  for (const [name, value] of Object.entries({
    role: "textbox",
    "aria-readonly": "true",
    "aria-multiline": "true",
    "aria-label": `${on.name}: ${on.help}`,
    contenteditable: "true", // for the caret, which keys move and select with; nothing can be written
    inputmode: "none",
    spellcheck: "false",
    tabindex: "0",
    "data-surface": "",
  })) reading.setAttribute(name, value);

  // Between the page and the text -----------------------------------------------------------------------------------

  /** The unit of the shown text that a place in the page stands for. */
  function unitAt(node, offset) {
    const range = document.createRange();
    range.setStart(reading, 0);
    range.setEnd(node, offset);
    return Math.min(range.toString().length, shown.length);
  }

  /** What is selected, in units of the shown text; null where that is elsewhere. */
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(reading) || !reading.contains(selection.focusNode) && range.collapsed) return null;
    const from = reading.contains(range.startContainer) ? unitAt(range.startContainer, range.startOffset) : 0;
    const to = reading.contains(range.endContainer) ? unitAt(range.endContainer, range.endOffset) : shown.length;
    return { from, to, caret: reading.contains(selection.focusNode) ? unitAt(selection.focusNode, selection.focusOffset) : to };
  }

  /** The place in the page of a unit. */
  function placeOf(unit) {
    const walker = document.createTreeWalker(reading, NodeFilter.SHOW_TEXT);
    let left = unit;
    let node = null;
    while (walker.nextNode()) {
      node = walker.currentNode;
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return node ? [node, node.length] : [reading, 0];
  }

  function caretTo(unit) {
    getSelection().collapse(...placeOf(unit));
  }

  // What is seen ----------------------------------------------------------------------------------------------------

  const number = (key) => on.store.number(key);

  function piece(from, to, marks) {
    const around = marks.filter(({ start, end }) => start < end && start <= from && to <= end);
    if (!around.length) return document.createTextNode(shown.slice(from, to));
    const chosen = around.some(({ key }) => key === on.store.chosen());
    const beginning = around.filter(({ start }) => start === from).map(({ key }) => number(key));
    const span = html("span", { class: `passage deep-${Math.min(around.length, 3)}${chosen ? " chosen" : ""}` }, shown.slice(from, to));
    if (beginning.length) span.dataset.numbers = beginning.join(" ");
    return span;
  }

  function paint(always = false) {
    const marks = on.store.of(on.index).map(({ key, shape }) => ({ key, start: begins(shape.start), end: begins(shape.end ?? shape.start) }));
    const state = JSON.stringify([marks, on.store.chosen(), marks.map(({ key }) => number(key))]);
    if (!always && state === painted) return;
    painted = state;
    const place = document.activeElement === reading ? selected() : null;
    const cuts = [...new Set([0, shown.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const pieces = [];
    cuts.forEach((from, at) => {
      for (const { key } of marks.filter(({ start, end }) => start === end && start === from)) {
        pieces.push(html("span", { class: `between${key === on.store.chosen() ? " chosen" : ""}`, "data-numbers": number(key) }));
      }
      if (at + 1 < cuts.length) pieces.push(piece(from, cuts[at + 1], marks));
    });
    if (shown.endsWith("\n")) pieces.push(html("br")); // else the last, empty line is not shown
    const { scrollTop } = reading;
    reading.replaceChildren(...pieces);
    reading.scrollTop = scrollTop;
    if (place) getSelection().setBaseAndExtent(...placeOf(place.caret === place.from ? place.to : place.from), ...placeOf(place.caret));
  }

  // Marking ---------------------------------------------------------------------------------------------------------

  /** Marks what is selected, or the place of the caret; the new mark's key, or 0. */
  function add(by) {
    const what = selected() ?? kept;
    if (!what) return 0;
    const start = offsets[points ? what.caret : what.from];
    const end = offsets[what.to];
    if (!points && start === end && characters.length) return 0;
    const shape = points ? { start } : { start, end, text: characters.slice(start, end).join("") };
    const same = on.store.of(on.index).find((mark) => mark.shape.start === start && mark.shape.end === shape.end);
    kept = null;
    if (same) on.store.choose(same.key);
    const key = same?.key ?? on.store.add(on.index, shape);
    if (!key) return 0;
    if (document.activeElement === reading) caretTo(what.to);
    if (!same) on.added(key, by);
    return key;
  }

  function addOrSay(by) {
    if (!add(by)) on.say(points ? "Put the caret into the text first, then add the mark." : "Select words of the text first, then add the mark.");
  }

  function choose(unit) {
    const around = on.store.of(on.index).filter(({ shape }) => begins(shape.start) <= unit && unit <= begins(shape.end ?? shape.start));
    on.store.choose(around.at(-1)?.key ?? null);
  }

  let pressed = false;
  reading.addEventListener("pointerdown", (event) => (pressed = event.pointerType === "mouse" && event.button === 0));
  document.addEventListener("mouseup", function up(event) {
    if (!reading.isConnected) document.removeEventListener("mouseup", up);
    if (!pressed) return;
    pressed = false;
    setTimeout(() => {
      const what = selected();
      if (!what) return;
      if (event.detail > 2 && clicked === on.store.chosen()) on.store.undo(); // a third press selects more than the second
      clicked = what.from === what.to && !points ? 0 : add("mouse");
      if (!clicked) choose(what.caret);
    });
  });
  document.addEventListener("selectionchange", function changed() {
    if (!reading.isConnected) document.removeEventListener("selectionchange", changed);
    const what = selected();
    if (what && (points || what.from < what.to)) kept = what;
  });

  reading.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      addOrSay("text");
    }
  });
  for (const name of ["beforeinput", "dragstart", "drop"]) reading.addEventListener(name, (event) => event.preventDefault());
  for (const name of ["input", "compositionend"]) {
    reading.addEventListener(name, (event) => {
      event.stopPropagation();
      paint(true); // what could not be prevented is put right
    });
  }

  const made = adding(figure, () => addOrSay("button"), points ? "Mark here" : "Mark the selection");
  made.querySelector("kbd").textContent = "Enter";
  made.querySelector("kbd").className = "";
  made.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  paint(true);
  on.ready({
    element: reading,
    paint,
    add: () => addOrSay("keys"),
    begin: () => reading.focus({ preventScroll: true }),
    focus: () => reading.focus({ preventScroll: true }),
    come: () => reading.querySelector(".chosen")?.scrollIntoView({ block: "nearest" }),
  });
}
