/** The frame with the cruncher's page: as wide as a screen would be, and made small enough to fit. */

const HEIGHTS = { 1280: 800, 360: 740 }; // pixels, by width

/** @param {HTMLElement} place what holds the frame and its two choices */
export function preview(place, type) {
  const find = (name) => place.querySelector(`[data-${name}]`);
  const [frame, glass, screen, scheme] = ["preview", "glass", "screen", "scheme"].map(find);
  let body = null;

  function fit() {
    const width = Number(screen.value);
    const scale = Math.min(1, glass.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${HEIGHTS[width]}px`;
    frame.style.transform = `scale(${scale})`;
    glass.style.height = `${HEIGHTS[width] * scale}px`;
  }

  /** Lost where the frame has not loaded yet: then it says so later. Whichever is there last begins. */
  function send() {
    if (body) frame.contentWindow.postMessage({ type, body, scheme: scheme.value }, location.origin);
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin || source !== frame.contentWindow) return;
    if (data === "ready") send();
    else find("behind").hidden = !data.behind;
  });
  if (matchMedia("(max-width: 600px)").matches) screen.value = "360";
  screen.addEventListener("change", fit);
  scheme.addEventListener("change", send);
  new ResizeObserver(fit).observe(glass);

  return (question) => {
    body = question;
    send();
  };
}
