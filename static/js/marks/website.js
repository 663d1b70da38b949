/**
 * Marks on a website: its frame is as wide as a desk's window and very high, so that it is the page around it that
 * scrolls; a foreign frame's own scrolling could not be read. An overlay is laid on it for marking, and taken off.
 */

import { adding, bar } from "./image.js";
import { overlay } from "./overlay.js";
import { button, html } from "./svg.js";

const WIDTH = 1280; // CSS pixels of the page
const HEIGHT = 6000;
const MORE = 3000; // what a press on Longer adds
const HIGHEST = 60000;
const ZOOM = [0.25, 0.5, 0.75, 1, 1.5, 2, 3];

export function website(figure, on) {
  const frame = figure.querySelector("iframe.site");
  const size = { width: WIDTH, height: HEIGHT };
  const canvas = html("div", { class: "canvas" });
  const window_ = html("div", { class: "window tall", tabindex: 0, role: "application", "aria-label": `${on.name}: ${on.help}`, "data-surface": "" }, canvas);
  let scale = 0; // 0: as wide as there is room

  frame.replaceWith(window_);
  canvas.append(frame);
  frame.loading = "eager";

  /** The part of the frame that is in the browser's window, without the bar at the foot. */
  function visible() {
    const { left, right, top, bottom } = window_.getBoundingClientRect();
    const foot = document.querySelector("[data-foot]")?.getBoundingClientRect().top ?? innerHeight;
    const [from, to] = [Math.max(top, 0), Math.min(bottom, foot)];
    return from < to ? new DOMRect(left, from, right - left, to - from) : new DOMRect(left, top, right - left, 400);
  }

  const marks = overlay({
    ...on,
    size,
    extra: () => ({ width: WIDTH }),
    shows: () => true,
    begin: () => mark(true),
    follow: () => {},
    visible,
    reveal: () => marks.reveal(),
    pinch({ dx, dy, by }) {
      if (Math.abs(by - 1) > 0.01) zoomTo(now() * by);
      window_.scrollBy(-dx, 0);
      scrollBy(0, -dy);
    },
  });
  marks.reveal = () => canvas.querySelector(".mark.chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  canvas.append(marks.element);

  const now = () => scale || window_.clientWidth / WIDTH;
  const share = () => canvas.style.width;

  function place() {
    const times = now();
    Object.assign(canvas.style, { width: `${WIDTH * times}px`, height: `${size.height * times}px` });
    Object.assign(frame.style, { width: `${WIDTH}px`, height: `${size.height}px`, transform: `scale(${times})` });
    marks.element.setAttribute("viewBox", `0 0 ${WIDTH} ${size.height}`);
    shown.textContent = `${Math.round(times * 100)} %`;
    marks.paint();
  }

  function zoomTo(times) {
    const before = share();
    scale = Math.min(ZOOM.at(-1), Math.max(ZOOM[0], times));
    place();
    if (before !== share()) window_.scrollLeft *= parseFloat(share()) / parseFloat(before);
  }

  const shown = html("output", { class: "zoom-now" });
  const browse = button("Browse", { "aria-pressed": "false", "data-browse": "" }, "B");
  const [out, into, longer] = [
    button("−", { class: "button quiet square", "aria-label": "Zoom out" }),
    button("+", { class: "button quiet square", "aria-label": "Zoom in" }),
    button("Longer", { class: "button quiet small" }),
  ];

  /** Marking, or browsing: then presses go to the website. */
  function mark(marking) {
    marks.element.classList.toggle("away", !marking);
    browse.setAttribute("aria-pressed", String(!marking));
  }

  browse.addEventListener("click", () => mark(browse.getAttribute("aria-pressed") === "true"));
  out.addEventListener("click", () => zoomTo(ZOOM.findLast((one) => one < now() * 0.99) ?? ZOOM[0]));
  into.addEventListener("click", () => zoomTo(ZOOM.find((one) => one > now() * 1.01) ?? ZOOM.at(-1)));
  longer.addEventListener("click", () => {
    size.height = Math.min(HIGHEST, size.height + MORE);
    place();
  });
  const caption = bar(figure);
  figure.prepend(caption); // above: the website is many windows high
  figure.classList.add("tall");
  caption.querySelector(".soft:not(.place)")?.remove(); // whether it may be framed is said when it is known
  caption.prepend(browse);
  caption.append(html("span", { class: "zooming", role: "group", "aria-label": "Zoom" }, out, shown, into, longer));
  adding(figure, marks.add);
  new ResizeObserver(place).observe(window_);
  place();
  on.ready({
    element: window_,
    paint: marks.paint,
    add: marks.add,
    focus: marks.focus,
    begin: () => window_.focus({ preventScroll: true }),
    come: marks.reveal,
    key(name) {
      if (name !== "b") return false;
      browse.click();
      return true;
    },
  });
}
