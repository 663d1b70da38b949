/**
 * A line of time: what is marked on it, where the playing is, and in sound the marking itself, by mouse, finger and keys.
 * A press draws, but a mark's number moves it and the ends of the chosen one resize it.
 */

import { inWords } from "./shapes.js";
import { arrange, html, set, svg } from "./svg.js";

const REACH = { touch: 22, mouse: 7, pen: 10 }; // screen pixels around an end
const STILL = { touch: 9, mouse: 3, pen: 5 };
const LANES = 3; // rows that the numbers take turns in, so that near ones can be told apart
const SHORTEST = 0.001; // seconds
const NUDGE = 0.1;

const milliseconds = (seconds) => Math.round(seconds * 1000) / 1000;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Moves a mark in time, or with `edge` ("t" or "t2") that end of it. */
export function shifted(shape, by, duration, edge = "") {
  const end = Math.floor(duration * 1000) / 1000;
  if (edge === "t") return { ...shape, t: milliseconds(clamp(shape.t + by, 0, shape.t2 - SHORTEST)) };
  if (edge === "t2") return { ...shape, t2: milliseconds(clamp(shape.t2 + by, shape.t + SHORTEST, end)) };
  const way = clamp(by, -shape.t, end - (shape.t2 ?? shape.t));
  return { ...shape, t: milliseconds(shape.t + way), ...("t2" in shape ? { t2: milliseconds(shape.t2 + way) } : {}) };
}

/**
 * @param {{store: object, index: number, form: string, name: string, tool: object, duration: () => number,
 *   time: () => number, seek: (seconds: number) => void, added: (key: number, by: string) => void, draws: boolean}} on
 */
export function timeline(on) {
  const { store, index } = on;
  const areas = on.draws && on.form === "rectangle";
  const wave = svg("path", { class: "wave" });
  const picture = svg("svg", { viewBox: "0 -1 1000 2", preserveAspectRatio: "none", "aria-hidden": "true" }, wave);
  const head = html("div", { class: "playhead", "aria-hidden": "true" });
  const layer = html("div", { class: "layer", role: "group", "aria-label": on.name });
  const track = html("div", { class: `track${on.draws ? " draws" : ""}` }, picture, layer, head);
  const element = html("div", { class: "timeline" }, track);
  const made = new Map();
  let press = null;
  let runs = 0;

  const part = (seconds) => `${(100 * seconds) / (on.duration() || 1)}%`;
  const chosen = () => store.of(index).find((mark) => mark.key === store.chosen());

  function timeOf(event) {
    const box = track.getBoundingClientRect();
    return clamp((event.clientX - box.left) / box.width, 0, 1) * on.duration();
  }

  function draw(mark) {
    const number = store.number(mark.key);
    const { shape } = mark;
    if (!made.has(mark.key)) {
      made.set(mark.key, html("div", { class: "span", tabindex: on.draws ? 0 : -1, role: "button", "aria-roledescription": "mark", "data-mark": mark.key }, html("b", { class: "number" })));
    }
    const one = made.get(mark.key);
    one.style.left = part(shape.t);
    one.style.width = "t2" in shape ? part(shape.t2 - shape.t) : "0";
    one.firstChild.textContent = number;
    one.dataset.lane = (number - 1) % LANES;
    const isChosen = mark.key === store.chosen();
    one.classList.toggle("chosen", isChosen);
    one.classList.toggle("at", !("t2" in shape));
    return set(one, { "aria-label": `${number}: ${inWords(shape)}${isChosen && on.tool.resizing && areas ? ", resizing" : ""}`, "aria-pressed": isChosen });
  }

  function paint() {
    if (!on.duration()) return;
    const marks = store.of(index);
    for (const key of made.keys()) if (!marks.some((mark) => mark.key === key)) made.delete(key);
    arrange(layer, marks.map(draw));
    tick();
  }

  function tick() {
    head.style.left = part(on.time());
  }

  function numbered(event) {
    const inside = ({ left, right, top, bottom }) => event.clientX >= left - 2 && event.clientX <= right + 2 && event.clientY >= top && event.clientY <= bottom;
    return [...store.of(index)].reverse().find((one) => inside(made.get(one.key).firstChild.getBoundingClientRect()));
  }

  function held(event) {
    const pressed = numbered(event);
    if (pressed) return { mark: pressed, edge: "" };
    const mark = chosen();
    if (!mark) return null;
    const box = track.getBoundingClientRect();
    const far = (seconds) => Math.abs(box.left + (seconds / on.duration()) * box.width - event.clientX);
    const edge = Object.keys(mark.shape).sort((one, other) => far(mark.shape[one]) - far(mark.shape[other]))[0];
    if (far(mark.shape[edge]) > (REACH[event.pointerType] ?? REACH.mouse)) return null;
    return { mark, edge: areas ? edge : "" };
  }

  function drag(event) {
    const now = timeOf(event);
    if (press.hold) {
      const { mark, edge } = press.hold;
      store.put(mark.key, shifted(mark.shape, now - press.at, on.duration(), edge), press.token);
    } else if (areas) {
      const [t, t2] = [press.at, now].sort((one, other) => one - other).map(milliseconds);
      if (t === t2) return;
      if (press.key) store.put(press.key, { t, t2 }, press.token);
      else press.key = store.add(index, { t, t2 }, press.token);
      if (press.key === null) press = null;
    }
  }

  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !on.duration() || press) return;
    track.setPointerCapture(event.pointerId);
    const hold = on.draws ? held(event) : null;
    if (hold) store.choose(hold.mark.key);
    const goal = on.draws ? null : numbered(event);
    press = { id: event.pointerId, at: timeOf(event), x: event.clientX, hold, goal, key: 0, moved: false, token: `drag ${(runs += 1)} on ${index}` };
  });
  track.addEventListener("pointermove", (event) => {
    if (press?.id !== event.pointerId) return;
    press.moved ||= Math.abs(event.clientX - press.x) > (STILL[event.pointerType] ?? STILL.mouse);
    if (!press.moved) return;
    if (on.draws) drag(event);
    else on.seek(timeOf(event));
  });
  track.addEventListener("pointerup", (event) => {
    if (press?.id !== event.pointerId) return;
    const { hold, key, goal, moved } = press;
    press = null;
    if (hold) made.get(hold.mark.key)?.focus({ preventScroll: true });
    else if (on.draws && !areas) {
      const added = store.add(index, { t: milliseconds(timeOf(event)) });
      if (added) on.added(added, event.pointerType);
    } else if (key) on.added(key, event.pointerType);
    else if (goal && !moved) {
      on.seek(goal.shape.t);
      store.choose(goal.key);
    } else on.seek(timeOf(event));
  });
  track.addEventListener("pointercancel", () => {
    if (press) store.drop(press.token);
    press = null;
  });
  layer.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    const mark = chosen();
    if (!way || !mark || !on.draws || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const edge = areas && on.tool.resizing ? "t2" : "";
    store.put(mark.key, shifted(mark.shape, way * NUDGE * (event.shiftKey ? 10 : 1), on.duration(), edge), `keys ${mark.key} ${edge}`);
  });

  return {
    element,
    paint,
    tick,
    focus: (key) => made.get(key)?.focus({ preventScroll: true }),
    /** A mark where the playing is; an area of a second, or of what is left. */
    add() {
      if (!on.duration()) return;
      const end = Math.floor(on.duration() * 1000) / 1000;
      const t = milliseconds(Math.min(on.time(), end));
      const from = areas ? Math.max(0, Math.min(t, milliseconds(end - 0.1))) : t;
      const key = store.add(index, areas ? { t: from, t2: milliseconds(Math.min(end, from + 1)) } : { t });
      if (key) on.added(key, "keys");
    },
    /** How wide the line is, in times of its window. */
    widen(times) {
      track.style.width = `${100 * times}%`;
      paint();
    },
    /** Draws loudness: numbers from 0 to 1, in equal steps of time. */
    loudness(peaks) {
      const across = 1000 / peaks.length;
      const up = peaks.map((peak, at) => `${(at * across).toFixed(1)} ${-peak.toFixed(3)}`);
      const down = peaks.map((peak, at) => `${(at * across).toFixed(1)} ${peak.toFixed(3)}`).reverse();
      wave.setAttribute("d", `M${[...up, ...down].join("L")}Z`);
    },
  };
}
