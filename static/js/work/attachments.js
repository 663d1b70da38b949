/** What goes on inside attachments: one that does not load, natural size with panning, next and previous. */

const SLOW = 12000; // milliseconds after which a silent attachment is called slow
const DRAG = 4; // pixels of movement that make a press a drag

const figureOf = (element) => element.closest("figure");

function setBroken(figure, broken) {
  figure.classList.toggle("is-broken", broken);
  figure.querySelector("[data-broken]").hidden = !broken;
}

function retry(figure) {
  const media = figure.querySelector("[data-media]");
  setBroken(figure, false);
  const { src } = media;
  media.removeAttribute("src");
  media.src = src;
}

/** Shows an image in its natural size inside its frame, the pressed spot kept in the middle; or fits it again. */
export function zoom(figure, press) {
  const frame = figure.querySelector("[data-frame]");
  const image = frame.querySelector("img");
  const before = image.getBoundingClientRect();
  const x = press ? (press.clientX - before.left) / before.width : 0.5;
  const y = press ? (press.clientY - before.top) / before.height : 0.5;
  const on = figure.classList.toggle("zoomed");
  figure.querySelector("[data-do=zoom]").setAttribute("aria-pressed", String(on));
  if (on) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", `${image.alt}, natural size: arrow keys move it`);
    frame.scrollTo(x * image.offsetWidth - frame.clientWidth / 2, y * image.offsetHeight - frame.clientHeight / 2);
  } else {
    ["tabindex", "role", "aria-label"].forEach((name) => frame.removeAttribute(name));
  }
}

/** The attachment that keys mean: the focused one, else the one nearest to the beginning of what is in sight. */
function current(stage) {
  const figures = [...stage.querySelectorAll("[data-attachment]")];
  const focused = figures.find((figure) => figure.contains(document.activeElement));
  const strip = stage.querySelector("[data-attachments]");
  if (focused || !strip) return focused ?? null;
  const edge = strip.getBoundingClientRect();
  const distance = (figure) => {
    const box = figure.getBoundingClientRect();
    return Math.abs(box.left - edge.left) + Math.abs(box.top - Math.max(edge.top, 0));
  };
  return figures.sort((one, other) => distance(one) - distance(other))[0] ?? null;
}

function step(stage, by) {
  const figures = [...stage.querySelectorAll("[data-attachment]")];
  const next = figures[figures.indexOf(current(stage)) + by];
  next?.scrollIntoView({ block: "nearest", inline: "start" });
  const target = next?.querySelector("button, a[href], video, audio, iframe, [tabindex='0']");
  target?.focus({ preventScroll: true });
  return Boolean(next);
}

/** A mouse drags a zoomed picture about; a press without moving fits it again. Touch scrolls it by itself. */
function panning(stage) {
  let drag = null;
  stage.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest(".zoomed [data-frame]");
    if (!frame || event.pointerType === "touch" || event.button !== 0) return;
    drag = { frame, x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop, moved: false };
    frame.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved ||= Math.abs(dx) + Math.abs(dy) > DRAG;
    drag.frame.scrollTo(drag.left - dx, drag.top - dy);
  });
  const dropped = () => {
    const moved = drag?.moved ?? false;
    drag = null;
    return moved;
  };
  let justMoved = false;
  stage.addEventListener("pointerup", () => (justMoved = dropped()));
  stage.addEventListener("pointercancel", dropped);
  return () => {
    const moved = justMoved;
    justMoved = false;
    return moved;
  };
}

/** @param {HTMLElement} stage that tasks are put into; it listens for all of them */
export function attachments(stage) {
  const wasDragged = panning(stage);

  stage.addEventListener("error", (event) => {
    const figure = event.target.matches?.("[data-media]") && figureOf(event.target);
    if (figure) setBroken(figure, true);
  }, true);
  for (const arrived of ["load", "loadedmetadata"]) {
    stage.addEventListener(arrived, (event) => {
      const figure = event.target.matches?.("[data-media]") && figureOf(event.target);
      if (!figure) return;
      figure.classList.remove("is-slow");
      if (figure.classList.contains("is-broken")) setBroken(figure, false);
    }, true);
  }
  stage.addEventListener("click", (event) => {
    const figure = event.target.closest("figure");
    if (!figure) return;
    if (event.target.closest("[data-do=retry]")) retry(figure);
    else if (event.target.closest("[data-do=zoom]")) zoom(figure);
    else if (event.target.closest("[data-attachment] [data-frame]") && !wasDragged()) zoom(figure, event);
  });

  return {
    /** Called for each new task: marks what failed before it was shown, and what has not arrived after a while. */
    watch() {
      for (const media of stage.querySelectorAll("[data-media]")) {
        const failed = media.matches("img") ? media.complete && !media.naturalWidth : Boolean(media.error);
        if (failed) setBroken(figureOf(media), true);
      }
      const waiting = [...stage.querySelectorAll("img[data-media]:not([loading])")];
      setTimeout(() => {
        for (const image of waiting) if (image.isConnected && !image.complete) figureOf(image).classList.add("is-slow");
      }, SLOW);
    },
    key(name) {
      if (name === "j") return step(stage, 1);
      if (name === "k") return step(stage, -1);
      if (name !== "z") return false;
      const figure = [current(stage), ...stage.querySelectorAll("[data-attachment]")].find(
        (candidate) => candidate?.dataset.kind === "image" && !candidate.classList.contains("is-broken"),
      );
      if (figure) zoom(figure);
      return Boolean(figure);
    },
    /** Natural sizes by attachment, null where there is none or it is not known (yet). */
    sizes() {
      return [...stage.querySelectorAll("[data-attachment]")].map((figure) => {
        const media = figure.querySelector("[data-media]");
        if (media?.naturalWidth) return { width: media.naturalWidth, height: media.naturalHeight };
        if (media?.videoWidth) return { width: media.videoWidth, height: media.videoHeight, duration: media.duration };
        if (Number.isFinite(media?.duration)) return { duration: media.duration };
        return null;
      });
    },
  };
}
