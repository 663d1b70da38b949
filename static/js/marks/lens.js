/** A magnifier above the finger, which hides what it points at. It is only looked at: the canvas may be tainted. */

import { html } from "./svg.js";

const ACROSS = 128; // screen pixels
const TIMES = 3; // as large as the picture on the screen
const ABOVE = 28; // screen pixels between the finger and the lens

/** @param {HTMLElement} window_ that the lens is shown in; `media` the picture or film, `size` its natural size */
export function lens(window_, media, size) {
  const glass = html("canvas", { class: "lens", "aria-hidden": "true", hidden: "" });
  window_.append(glass);

  return {
    /** Follows a finger at `at` in natural pixels, of which `unit` make one of the screen; null takes it away. */
    follow(event, at, unit) {
      glass.hidden = !event || event.pointerType !== "touch";
      if (glass.hidden) return;
      const sharp = devicePixelRatio || 1;
      [glass.width, glass.height] = [ACROSS * sharp, ACROSS * sharp];
      const frame = window_.getBoundingClientRect();
      const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
      const left = Math.min(Math.max(0, x - ACROSS / 2), Math.max(0, frame.width - ACROSS));
      const above = y - ABOVE - ACROSS;
      glass.style.left = `${above < -frame.top + 8 ? (x > frame.width / 2 ? 0 : frame.width - ACROSS) : left}px`;
      glass.style.top = `${Math.max(above, 8 - frame.top)}px`;
      const pen = glass.getContext("2d");
      const across = (ACROSS * unit) / TIMES;
      pen.imageSmoothingEnabled = unit / TIMES > 1;
      pen.fillStyle = "#777";
      pen.fillRect(0, 0, glass.width, glass.height);
      const scale = glass.width / across;
      pen.drawImage(media, (across / 2 - at.x) * scale, (across / 2 - at.y) * scale, size.width * scale, size.height * scale);
      const middle = glass.width / 2;
      for (const [colour, width] of [["#fff", 4], ["#b8400b", 2]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width * sharp;
        pen.beginPath();
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
          pen.moveTo(middle + dx * 5 * sharp, middle + dy * 5 * sharp);
          pen.lineTo(middle + dx * 18 * sharp, middle + dy * 18 * sharp);
        }
        pen.stroke();
      }
    },
  };
}
