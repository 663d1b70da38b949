/** Marks on the paused frame of a film, of the page's own or in YouTube's player. */

import { meaning } from "../work/moved.js";
import { adding, windowed } from "./image.js";
import { mediaPlayer, youTubePlayer } from "./player.js";
import { clock } from "./shapes.js";
import { timeline } from "./timeline.js";
import { button, html } from "./svg.js";

const YOUTUBE = { width: 1280, height: 720 }; // the frame that its player is shown in
const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
const SAME_FRAME = 0.02; // seconds within which a mark is on the frame that is shown

const milliseconds = (seconds) => Math.round(seconds * 1000) / 1000;

function controls(player, figure) {
  const play = button("Play", { "data-play": "" });
  const [back, on] = [
    button("◂", { "aria-label": "One frame back", "data-frame-by": -1 }, ","),
    button("▸", { "aria-label": "One frame on", "data-frame-by": 1 }, "."),
  ];
  const speed = html("select", { class: "input speed", "aria-label": "Speed" }, ...SPEEDS.map((times) => new Option(`${times} ×`, times, times === 1, times === 1)));
  const now = html("output", { class: "now", "aria-label": "Time" });
  const seek = html("input", { type: "range", class: "seek", min: 0, max: 1000, step: 1, "aria-label": "Place in the film" });
  play.addEventListener("click", () => (player.paused() ? player.play() : player.pause()));
  back.addEventListener("click", () => player.step(-1));
  on.addEventListener("click", () => player.step(1));
  speed.addEventListener("change", () => player.rate(Number(speed.value)));
  seek.addEventListener("input", () => player.seek((Number(seek.value) / 1000) * player.duration()));
  figure.classList.add("plays");
  return {
    row: html("div", { class: "row playing" }, play, back, on, now, html("span", { class: "grow" }), speed),
    seek,
    paint() {
      play.textContent = player.paused() ? "Play" : "Pause";
      const long = player.duration();
      now.textContent = `${clock(player.time())}${long ? ` of ${clock(long)}` : ""}`;
      seek.value = long ? (1000 * player.time()) / long : 0;
      seek.setAttribute("aria-valuetext", now.textContent);
    },
  };
}

function film(figure, media, size, on, makePlayer, own) {
  let parts = null;
  const changed = () => parts?.painted();
  const player = makePlayer(changed);
  const within = (t) => (player.duration() ? Math.min(t, Math.floor(player.duration() * 1000) / 1000) : t);
  const here = () => milliseconds(within(player.time()));
  const { window: window_, marks, looking, surface } = windowed(figure, media, size, on, {
    ...own,
    extra: () => ({ t: here() }),
    shows: (mark) => player.paused() && Math.abs(mark.shape.t - player.time()) <= SAME_FRAME,
    begin: () => player.pause(),
  });
  const line = timeline({ ...on, draws: false, duration: player.duration, time: player.time, seek: player.seek });
  const panel = controls(player, figure);
  window_.after(line.element, panel.seek, panel.row);
  parts = {
    painted() {
      marks.element.classList.toggle("away", !player.markable());
      marks.paint();
      line.paint();
      panel.paint();
    },
  };
  requestAnimationFrame(function follow() {
    if (!window_.isConnected) return;
    if (!player.paused()) {
      line.tick();
      panel.paint();
    }
    requestAnimationFrame(follow);
  });
  const go = (mark) => {
    if (player.paused() && Math.abs(player.time() - mark.shape.t) <= SAME_FRAME) return;
    player.pause();
    player.seek(mark.shape.t);
  };
  adding(figure, surface.add);
  figure.addEventListener("keydown", (event) => {
    const way = { ",": -1, ".": 1 }[meaning(event.key.toLowerCase())];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    player.step(way);
  });
  parts.painted();
  on.ready({
    ...surface,
    paint: parts.painted,
    key: (name) => name === "z" && (looking.toggle(), true),
    come: go,
    toggle: () => (player.paused() ? player.play() : player.pause()),
    play: {
      word: "Go to",
      run: go,
    },
  });
}

export function video(figure, on) {
  const media = figure.querySelector("video[data-media]");
  let done = false;

  function there() {
    if (done || !media.videoWidth || !media.isConnected) return;
    done = true;
    media.controls = false;
    const size = { width: media.videoWidth, height: media.videoHeight };
    film(figure, media, size, on, (changed) => mediaPlayer(media, changed), {});
  }

  media.addEventListener("loadedmetadata", there);
  there();
}

export function youtube(figure, on) {
  const frame = figure.querySelector("iframe");
  const scaled = (scale) => (frame.style.transform = `scale(${scale})`);
  film(figure, frame, YOUTUBE, on, (changed) => youTubePlayer(frame, changed), { glass: false, scaled });
}
