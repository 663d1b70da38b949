/**
 * Marks on something with pixels: an SVG in its natural pixels, drawn on by mouse, pen, finger and keys.
 *
 * A press draws, wherever it is, also inside another mark; but a mark's number moves it, and the handles of the chosen
 * one resize it. A press without moving chooses what lies there. Two fingers are given on to zoom and pan.
 */

import { between, inWords, moved, pointAt, resized } from "./shapes.js";
import { arrange, set, svg } from "./svg.js";

const HANDLES = ["nw", "ne", "se", "sw", "n", "e", "s", "w"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TAG = 24; // screen pixels that a mark's number is high
const REACH = { touch: 22, mouse: 9, pen: 12 }; // screen pixels around a handle
const STILL = { touch: 9, mouse: 3, pen: 5 }; // screen pixels that a press may move and still be a press

const alongX = (shape, handle) => (handle.includes("w") ? shape.x : handle.includes("e") ? shape.x2 : (shape.x + shape.x2) / 2);
const alongY = (shape, handle) => (handle.includes("n") ? shape.y : handle.includes("s") ? shape.y2 : (shape.y + shape.y2) / 2);

/**
 * @param {{store: object, index: number, form: "point"|"rectangle", size: {width: number, height: number},
 *   name: string, tool: {resizing: boolean}, extra: () => object, shows: (mark: object) => boolean,
 *   begin: () => void, added: (key: number, by: string) => void, follow: (event: PointerEvent|null, at: object) => void,
 *   pinch: (move: {dx: number, dy: number, by: number, x: number, y: number}) => void,
 *   visible: () => DOMRect, reveal: (shape: object) => void}} on
 */
export function overlay(on) {
  const { store, size, index } = on;
  const points = on.form === "point";
  const layer = svg("g");
  const grips = svg("g", { "aria-hidden": "true" });
  const drawing = svg(
    "svg",
    { class: "overlay", viewBox: `0 0 ${size.width} ${size.height}`, preserveAspectRatio: "none", role: "group", "aria-label": on.name },
    layer,
    grips,
  );
  const made = new Map(); // the element of each mark, by key
  const fingers = new Map(); // where each pointer is that is down
  let press = null;
  let runs = 0;

  const box = () => drawing.getBoundingClientRect();
  const unit = () => size.width / (box().width || size.width); // natural pixels in one of the screen
  const shown = () => store.of(index).filter(on.shows);
  const chosen = () => shown().find((mark) => mark.key === store.chosen());

  function place(event) {
    const at = box();
    return {
      x: ((event.clientX - at.left) / at.width) * size.width,
      y: ((event.clientY - at.top) / at.height) * size.height,
    };
  }

  // What is seen -----------------------------------------------------------------------------------------------------

  /** Where a mark's number stands: outside above it, or where that is outside the picture, inside. */
  function tag(shape, number, u) {
    const width = (12 + 10 * String(number).length) * u;
    const height = TAG * u;
    const left = points ? shape.x + 0.5 + 9 * u : shape.x;
    const top = points ? shape.y + 0.5 - 9 * u - height : shape.y - height;
    return {
      x: Math.max(0, Math.min(left, size.width - width)),
      y: top >= 0 ? top : Math.min(shape.y + (points ? 9 * u : 0), Math.max(0, size.height - height)),
      width,
      height,
    };
  }

  function element(mark) {
    if (made.has(mark.key)) return made.get(mark.key);
    const line = () => svg(points ? "path" : "rect", { "vector-effect": "non-scaling-stroke" });
    const group = svg("g", { class: "mark", tabindex: 0, role: "button", "aria-roledescription": "mark", "data-mark": mark.key });
    group.append(set(line(), { class: "under" }), set(line(), { class: "over" }), svg("rect", { class: "tag" }), svg("text", { class: "number" }));
    made.set(mark.key, group);
    return group;
  }

  function draw(mark, u) {
    const group = element(mark);
    const { shape } = mark;
    const number = store.number(mark.key);
    const flag = tag(shape, number, u);
    const [under, over, ground, text] = group.children;
    if (points) {
      const [x, y] = [shape.x + 0.5, shape.y + 0.5];
      const d = `M${x - 9 * u} ${y}h${6 * u}M${x + 3 * u} ${y}h${6 * u}M${x} ${y - 9 * u}v${6 * u}M${x} ${y + 3 * u}v${6 * u}`;
      [under, over].forEach((line) => set(line, { d }));
    } else {
      const at = { x: shape.x, y: shape.y, width: shape.x2 - shape.x, height: shape.y2 - shape.y };
      [under, over].forEach((line) => set(line, at));
    }
    set(ground, { ...flag, rx: 4 * u });
    set(text, { x: flag.x + flag.width / 2, y: flag.y + flag.height * 0.7, "font-size": 15 * u });
    if (text.textContent !== String(number)) text.textContent = number;
    const isChosen = mark.key === store.chosen();
    group.classList.toggle("chosen", isChosen);
    const doing = isChosen && on.tool.resizing && !points ? ", resizing" : "";
    set(group, { "aria-label": `${number}: ${inWords(shape)}${doing}`, "aria-pressed": isChosen });
    return group;
  }

  function handlesOf(shape, u) {
    const roomy = [(shape.x2 - shape.x) / u > 48, (shape.y2 - shape.y) / u > 48];
    return HANDLES.filter((name) => name.length === 2 || (/[ns]/.test(name) ? roomy[0] : roomy[1]));
  }

  function paint() {
    const u = unit();
    const marks = shown();
    const present = new Set(store.of(index).map((mark) => mark.key));
    for (const key of made.keys()) if (!present.has(key)) made.delete(key);
    arrange(layer, marks.map((mark) => draw(mark, u)));
    const mark = points ? null : chosen();
    const circles = mark
      ? handlesOf(mark.shape, u).map((name) => svg("circle", { class: "handle", cx: alongX(mark.shape, name), cy: alongY(mark.shape, name), r: 6 * u, "vector-effect": "non-scaling-stroke" }))
      : [];
    grips.replaceChildren(...circles);
  }

  // What a press has hold of -----------------------------------------------------------------------------------------

  function held(event) {
    const at = place(event);
    const u = unit();
    const reach = (REACH[event.pointerType] ?? REACH.mouse) * u;
    const mark = chosen();
    const away = (x, y) => Math.hypot(at.x - x, at.y - y);
    if (mark && points && away(mark.shape.x + 0.5, mark.shape.y + 0.5) <= reach * 0.7) return { mark, handle: "" };
    if (mark && !points) {
      const near = handlesOf(mark.shape, u)
        .map((handle) => ({ mark, handle, far: away(alongX(mark.shape, handle), alongY(mark.shape, handle)) }))
        .sort((one, other) => one.far - other.far)[0];
      if (near.far <= reach) return near;
    }
    for (const one of shown().reverse()) {
      const flag = tag(one.shape, store.number(one.key), u);
      if (at.x >= flag.x && at.x <= flag.x + flag.width && at.y >= flag.y && at.y <= flag.y + flag.height) return { mark: one, handle: "" };
    }
    return null;
  }

  /** The smallest rectangle around a place. */
  function under({ x, y }) {
    const around = shown().filter(({ shape }) => shape.x <= x && x <= shape.x2 && shape.y <= y && y <= shape.y2);
    const area = ({ shape }) => (shape.x2 - shape.x) * (shape.y2 - shape.y);
    return around.sort((one, other) => area(one) - area(other))[0];
  }

  function drag(event) {
    const at = place(event);
    if (press.hold) {
      const { mark, handle } = press.hold;
      const [dx, dy] = [at.x - press.at.x, at.y - press.at.y];
      store.put(mark.key, handle ? resized(mark.shape, handle, dx, dy, size) : moved(mark.shape, dx, dy, size), press.token);
    } else if (!points) {
      const shape = { ...between(press.at, at, size), ...press.extra };
      if (press.key) store.put(press.key, shape, press.token);
      else press.key = store.add(index, shape, press.token);
      if (press.key === null) press = null; // there are as many as there may be
    }
  }

  function cancel() {
    if (press) store.drop(press.token);
    press = null;
    on.follow(null);
  }

  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.defaultPrevented) return;
    fingers.set(event.pointerId, event);
    drawing.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      cancel();
      return;
    }
    on.begin();
    const hold = held(event);
    if (hold) store.choose(hold.mark.key);
    press = { at: place(event), x: event.clientX, y: event.clientY, hold, extra: on.extra(), moved: false, key: 0, token: `drag ${(runs += 1)} of ${index}` };
    on.follow(event, press.at);
  });

  drawing.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    if (fingers.size === 2) {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
      const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
      on.pinch({
        dx: (event.clientX - before.clientX) / 2,
        dy: (event.clientY - before.clientY) / 2,
        by: apart(event) / Math.max(1, apart(before)),
        x: (event.clientX + other.clientX) / 2,
        y: (event.clientY + other.clientY) / 2,
      });
    }
    fingers.set(event.pointerId, event);
    if (!press || fingers.size > 1) return;
    press.moved ||= Math.hypot(event.clientX - press.x, event.clientY - press.y) > (STILL[event.pointerType] ?? STILL.mouse);
    if (press.moved) drag(event);
    on.follow(event, place(event));
  });

  function released(event) {
    if (!fingers.delete(event.pointerId) || !press) return;
    const { hold, key, extra } = press;
    press = null;
    on.follow(null);
    if (hold) element(hold.mark).focus({ preventScroll: true });
    else if (points) {
      const added = store.add(index, { ...pointAt(place(event), size), ...extra });
      if (added) on.added(added, event.pointerType);
    } else if (key) on.added(key, event.pointerType);
    else store.choose(under(place(event))?.key ?? null);
  }

  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerup", released);
  drawing.addEventListener("pointercancel", (event) => {
    fingers.delete(event.pointerId);
    cancel();
  });
  drawing.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const mark = chosen();
    if (!arrow || !mark || event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("[data-mark]")) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = arrow.map((way) => way * (event.shiftKey ? 10 : 1));
    const resizing = on.tool.resizing && !points;
    const shape = resizing ? resized(mark.shape, "se", dx, dy, size) : moved(mark.shape, dx, dy, size);
    store.put(mark.key, shape, `keys ${mark.key} ${resizing}`);
    on.reveal(shape);
  });

  return {
    element: drawing,
    paint,
    unit,
    /** A new mark in the middle of what is in sight, a third of it wide and high. */
    add() {
      on.begin();
      const [at, sight] = [box(), on.visible()];
      const u = unit();
      const left = Math.max(0, (sight.left - at.left) * u);
      const top = Math.max(0, (sight.top - at.top) * u);
      const right = Math.min(size.width, (sight.right - at.left) * u);
      const bottom = Math.min(size.height, (sight.bottom - at.top) * u);
      const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
      const [w, h] = [(right - left) / 6, (bottom - top) / 6];
      const shape = points
        ? pointAt(middle, size)
        : between({ x: middle.x - w, y: middle.y - h }, { x: middle.x + w, y: middle.y + h }, size);
      const key = store.add(index, { ...shape, ...on.extra() });
      if (key) on.added(key, "keys");
    },
    focus: (key) => made.get(key)?.focus({ preventScroll: true }),
  };
}
