/** Films and sounds that can be told to play, stop and jump: elements of the page's own, and YouTube's player. */

const FRAME = 1 / 30; // seconds, until a film has shown how long its frames are
const ORIGIN = /^https:\/\/www\.youtube(-nocookie)?\.com$/;
const CALL_AGAIN = 250; // milliseconds, until YouTube's player answers
const PLAYING = 1;
const UNSTARTED = new Set([-1, 5]);

/** @param {() => void} changed when the time, the length or whether it plays is another */
export function mediaPlayer(media, changed) {
  let frame = FRAME;
  let before = null;

  /** Learns how long a frame is: the shortest time between two that were shown. */
  function learn(now, { mediaTime }) {
    const apart = before === null ? 0 : mediaTime - before;
    if (apart > 0.005 && apart < 0.2) frame = before === null || frame === FRAME ? apart : Math.min(frame, apart);
    before = mediaTime;
    if (media.isConnected) media.requestVideoFrameCallback(learn);
  }

  media.requestVideoFrameCallback?.(learn);
  for (const name of ["timeupdate", "seeked", "play", "pause", "ended", "durationchange", "ratechange"]) media.addEventListener(name, changed);

  return {
    time: () => media.currentTime,
    duration: () => (Number.isFinite(media.duration) ? media.duration : 0),
    paused: () => media.paused,
    markable: () => media.paused,
    play: () => media.play().catch(changed),
    pause: () => media.pause(),
    seek: (seconds) => (media.currentTime = Math.max(0, seconds)),
    rate: (times) => (media.playbackRate = times),
    /** To the middle of the next frame, or the one before, so that no rounding shows its neighbour. */
    step(way) {
      media.pause();
      media.currentTime = Math.max(0, (Math.floor(media.currentTime / frame + 1e-6) + way + 0.5) * frame);
    },
  };
}

/** YouTube's player, by the messages that its frame takes and sends. */
export function youTubePlayer(frame, changed) {
  let known = { currentTime: 0, duration: 0, playerState: -1 };
  let heardAt = performance.now();
  let timer = 0;
  const address = new URL(frame.src);
  address.searchParams.set("enablejsapi", "1");
  address.searchParams.set("origin", location.origin);
  address.searchParams.set("rel", "0");
  frame.allow = `${frame.allow}; autoplay`;
  frame.loading = "eager";
  frame.src = address;

  const send = (message) => frame.contentWindow?.postMessage(JSON.stringify({ id: 1, channel: "widget", ...message }), address.origin);
  const command = (func, ...args) => send({ event: "command", func, args });

  function hear(event) {
    if (!frame.isConnected) return removeEventListener("message", hear);
    if (event.source !== frame.contentWindow || !ORIGIN.test(event.origin)) return undefined;
    let said;
    try {
      said = JSON.parse(event.data);
    } catch {
      return undefined; // not for us
    }
    clearInterval(timer);
    if (said.event === "onStateChange") known = { ...known, playerState: said.info };
    else if (said.info && typeof said.info === "object") known = { ...known, ...said.info };
    heardAt = performance.now();
    return changed();
  }

  addEventListener("message", hear);
  frame.addEventListener("load", () => {
    clearInterval(timer);
    timer = setInterval(() => (frame.isConnected ? send({ event: "listening" }) : clearInterval(timer)), CALL_AGAIN);
  });
  const playing = () => known.playerState === PLAYING;

  return {
    time: () => known.currentTime + (playing() ? ((performance.now() - heardAt) / 1000) * (known.playbackRate ?? 1) : 0),
    duration: () => known.duration,
    paused: () => !playing(),
    markable: () => !playing() && !UNSTARTED.has(known.playerState),
    play: () => command("playVideo"),
    pause() {
      command("pauseVideo");
    },
    seek(seconds) {
      command("seekTo", Math.max(0, seconds), true);
      known = { ...known, currentTime: Math.max(0, seconds) };
      heardAt = performance.now();
      changed();
    },
    rate: (times) => command("setPlaybackRate", times),
    step(way) {
      command("pauseVideo");
      this.seek(this.time() + way * FRAME);
    },
  };
}
