/** A window onto a picture: fitted at first, zoomed and pushed about by wheel, fingers, keys and buttons. */

import { meaning } from "../work/moved.js";
import { button, html } from "./svg.js";

const STEPS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32];
const SMALL = 320; // pixels: a picture smaller than this is shown enlarged
const PUSH = 48; // screen pixels that an arrow key pushes it
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const WHEEL = 0.002; // how much a pixel of the wheel zooms, as a power of e
const LINE = 16; // pixels in a line of the wheel

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * @param {HTMLElement} window_ what clips; focusable
 * @param {HTMLElement} canvas what is sized and moved, `size` being its natural size
 * @param {(scale: number) => void} changed
 */
export function view(window_, canvas, size, changed) {
  let scale = 0;
  let fit = 1;
  let fitted = true;
  let [x, y] = [0, 0];
  const shown = html("output", { class: "zoom-now" });
  const [out, into, whole] = [
    button("−", { class: "button quiet square", "aria-label": "Zoom out" }),
    button("+", { class: "button quiet square", "aria-label": "Zoom in" }),
    button("Fit", { class: "button quiet small" }, "Z"),
  ];

  function place() {
    const [width, height] = [size.width * scale, size.height * scale];
    const [room, tall] = [window_.clientWidth, window_.clientHeight];
    x = width <= room ? (room - width) / 2 : clamp(x, room - width, 0);
    y = height <= tall ? (tall - height) / 2 : clamp(y, tall - height, 0);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px`, left: `${x}px`, top: `${y}px` });
    shown.textContent = `${Math.round(scale * 100)} %`;
    changed(scale);
  }

  /** Zooms, the spot at (atX, atY) of the screen staying where it is. */
  function zoomTo(next, atX, atY) {
    const frame = window_.getBoundingClientRect();
    const [px, py] = [(atX ?? frame.left + frame.width / 2) - frame.left, (atY ?? frame.top + frame.height / 2) - frame.top];
    const wanted = clamp(next, Math.min(fit, STEPS[1]), STEPS.at(-1));
    x = px - ((px - x) / scale) * wanted;
    y = py - ((py - y) / scale) * wanted;
    scale = wanted;
    fitted = false;
    place();
  }

  const step = (way) => {
    const next = way > 0 ? STEPS.find((one) => one > scale * 1.01) : STEPS.findLast((one) => one < scale * 0.99);
    if (next) zoomTo(next);
  };

  function fitIt() {
    const most = parseFloat(getComputedStyle(window_).maxHeight) || innerHeight;
    const room = window_.clientWidth;
    if (!room) return;
    fit = Math.min(room / size.width, most / size.height, Math.max(1, SMALL / Math.max(size.width, size.height)));
    window_.style.height = `${Math.max(160, Math.round(size.height * fit))}px`;
    if (!fitted) return place();
    scale = fit;
    [x, y] = [0, 0];
    return place();
  }

  function refit() {
    fitted = true;
    fitIt();
  }

  /** Natural size and back. */
  const toggle = () => (fitted && Math.abs(fit - 1) > 0.01 ? zoomTo(1) : refit());

  window_.addEventListener(
    "wheel",
    (event) => {
      const own = event.ctrlKey || event.metaKey || window_.contains(document.activeElement);
      if (!own) return; // the page scrolls on, as everywhere
      const by = event.deltaMode === 1 ? LINE : 1;
      const before = [scale, x, y];
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(-(event.deltaX || event.deltaY) * by, 0);
      else if (event.deltaY < 0 || scale > fit || event.ctrlKey) zoomTo(scale * Math.exp(-event.deltaY * by * WHEEL), event.clientX, event.clientY);
      if (event.ctrlKey || before.some((value, at) => value !== [scale, x, y][at])) event.preventDefault();
    },
    { passive: false },
  );

  function pan(dx, dy) {
    x += dx;
    y += dy;
    place();
  }

  // The middle button pushes the picture about, and the left one with Space held.
  let push = null;
  let space = false;
  window_.addEventListener("pointerdown", (event) => {
    if (event.button !== 1 && !(event.button === 0 && space)) return;
    event.preventDefault();
    event.stopPropagation();
    push = { x: event.clientX, y: event.clientY };
    window_.setPointerCapture(event.pointerId);
  }, true);
  window_.addEventListener("pointermove", (event) => {
    if (!push) return;
    pan(event.clientX - push.x, event.clientY - push.y);
    push = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) window_.addEventListener(end, () => (push = null));
  window_.addEventListener("keyup", (event) => event.key === " " && (space = false));

  window_.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const isButton = event.target.matches("button, input, select");
    if (event.key === " " && !isButton && !event.defaultPrevented) space = true;
    else if (arrow && event.target === window_) pan(arrow[0] * PUSH, arrow[1] * PUSH);
    else if (meaning(event.key === "=" ? "+" : event.key.toLowerCase()) === "+") step(1);
    else if (meaning(event.key.toLowerCase()) === "-") step(-1);
    else return;
    event.preventDefault();
  });

  out.addEventListener("click", () => step(-1));
  into.addEventListener("click", () => step(1));
  whole.addEventListener("click", refit);
  new ResizeObserver(() => fitIt()).observe(window_.parentElement);
  fitIt();

  return {
    controls: html("span", { class: "zooming", role: "group", "aria-label": "Zoom" }, out, shown, into, whole),
    toggle,
    step,
    pinch({ dx, dy, by, x: atX, y: atY }) {
      zoomTo(scale * by, atX, atY);
      pan(dx, dy);
    },
    visible: () => window_.getBoundingClientRect(),
    /** Pushes the picture so that a shape is in sight. */
    reveal(shape) {
      const margin = 24;
      const [left, top] = [shape.x * scale + x, shape.y * scale + y];
      const [right, bottom] = [(shape.x2 ?? shape.x) * scale + x, (shape.y2 ?? shape.y) * scale + y];
      const by = (low, high, room) => (high > room - margin ? room - margin - high : low < margin ? margin - low : 0);
      pan(by(left, right, window_.clientWidth), by(top, bottom, window_.clientHeight));
    },
  };
}
