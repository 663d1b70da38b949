/** Marks in a sound: on a line of time, with the loudness drawn into it where the host allows that. */

import { adding, bar } from "./image.js";
import { mediaPlayer } from "./player.js";
import { timeline } from "./timeline.js";
import { button, html } from "./svg.js";
import { waveform } from "./waveform.js";

const WIDEST = 32;

export function audio(figure, on) {
  const sound = figure.querySelector("audio[data-media]");
  let done = false;

  function there() {
    if (done || !Number.isFinite(sound.duration) || !sound.isConnected) return;
    done = true;
    let ends = 0; // where playing a mark stops
    const player = mediaPlayer(sound, () => line.tick());
    const line = timeline({ ...on, draws: true, duration: player.duration, time: player.time, seek: player.seek });
    const frame = html("div", { class: "sounding", tabindex: 0, role: "application", "aria-label": `${on.name}: ${on.help}`, "data-surface": "" }, line.element);
    let wide = 1;
    const widen = (times) => {
      wide = Math.min(WIDEST, Math.max(1, wide * times));
      line.widen(wide);
    };
    const [out, into] = [
      button("−", { class: "button quiet square", "aria-label": "Show more time" }),
      button("+", { class: "button quiet square", "aria-label": "Show less time" }),
    ];
    out.addEventListener("click", () => widen(0.5));
    into.addEventListener("click", () => widen(2));
    figure.insertBefore(frame, sound);
    adding(figure, line.add);
    bar(figure).append(html("span", { class: "zooming", role: "group", "aria-label": "Zoom" }, out, into));
    sound.addEventListener("timeupdate", () => {
      if (!ends || sound.currentTime < ends) return;
      sound.pause();
      ends = 0;
    });
    requestAnimationFrame(function follow() {
      if (!frame.isConnected) return;
      if (!sound.paused) line.tick();
      requestAnimationFrame(follow);
    });
    const surface = {
      element: frame,
      paint: line.paint,
      add: line.add,
      focus: line.focus,
      begin: () => frame.focus({ preventScroll: true }),
      play: {
        word: "Play",
        run(mark) {
          ends = mark.shape.t2 ?? 0;
          player.seek(mark.shape.t);
          player.play();
        },
      },
      /** Plays the chosen mark, or goes on from where it is; stops what plays. */
      toggle(mark) {
        if (!sound.paused) player.pause();
        else if (mark) surface.play.run(mark);
        else player.play();
      },
    };
    on.ready(surface);
    waveform(sound.src, sound.duration).then((peaks) => peaks && frame.isConnected && line.loudness(peaks));
  }

  sound.addEventListener("durationchange", there);
  there();
}
