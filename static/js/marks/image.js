/** Marks on a picture. */

import { lens } from "./lens.js";
import { overlay } from "./overlay.js";
import { button, html } from "./svg.js";
import { view } from "./view.js";

/** The bar below an attachment; made where there is none. */
export function bar(figure) {
  const found = figure.querySelector("figcaption");
  if (found) return found;
  const made = html("figcaption");
  figure.append(made);
  return made;
}

/** Puts a picture, a film or a player into a window of its own, with marks over it. */
export function windowed(figure, media, size, on, own = {}) {
  const canvas = html("div", { class: "canvas" });
  const window_ = html("div", { class: "window", tabindex: 0, role: "application", "aria-label": `${on.name}: ${on.help}`, "data-surface": "" }, canvas);
  (media.closest(".frame") ?? media).replaceWith(window_);
  canvas.append(media);
  const glass = own.glass === false ? null : lens(window_, media, size);
  let looking = null;
  const marks = overlay({
    ...on,
    size,
    extra: () => ({}),
    shows: () => true,
    begin: () => {},
    ...own,
    follow: (event, at) => glass?.follow(event, at, marks.unit()),
    pinch: (move) => looking.pinch(move),
    visible: () => looking.visible(),
    reveal: (shape) => looking.reveal(shape),
  });
  canvas.append(marks.element);
  looking = view(window_, canvas, size, (scale) => {
    own.scaled?.(scale);
    marks.paint();
  });
  bar(figure).append(looking.controls);
  return {
    window: window_,
    marks,
    looking,
    surface: {
      element: window_,
      paint: marks.paint,
      add: marks.add,
      begin: () => window_.focus({ preventScroll: true }),
      focus: marks.focus,
      key(name) {
        if (name !== "z") return false;
        looking.toggle();
        return true;
      },
    },
  };
}

/** The button that adds a mark without pointing. */
export function adding(figure, add, word = "Add a mark") {
  const made = button(word, { "data-add": "" }, "A");
  made.addEventListener("click", add);
  bar(figure).prepend(made);
  return made;
}

/**
 * @param {HTMLElement} figure
 * @param {object} on see overlay.js; `ready` is called with the surface once the picture is there
 */
export function image(figure, on) {
  const picture = figure.querySelector("img[data-media]");
  figure.querySelector("[data-do=zoom]")?.remove();
  figure.querySelector("[data-frame]")?.removeAttribute("data-frame"); // a press marks; it does not zoom
  let done = false;

  function there() {
    if (done || !picture.naturalWidth || !picture.isConnected) return;
    done = true;
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    const { surface } = windowed(figure, picture, size, on);
    adding(figure, surface.add);
    on.ready(surface);
  }

  picture.loading = "eager";
  picture.addEventListener("load", there);
  if (picture.complete) there();
}
