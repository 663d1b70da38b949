/** The camera and the microphone: a picture taken, a film or a sound recorded. */

import { clock } from "../work/lease.js";

const TYPES = {
  video: ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm", "video/mp4"],
  audio: ["audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus"],
};
const WISHES = {
  image: { video: { width: { ideal: 1920 }, height: { ideal: 1080 } } },
  video: { video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: true },
  audio: { audio: true },
};
const SHARP = 0.92; // quality of a jpg
const BITS = 1_500_000; // a second of film: a quarter of an hour, which is all the time there is, is within 200 MB
const NAMES = { image: "camera", video: "camera and the microphone", audio: "microphone" };

const recordable = (kind) => TYPES[kind].find((type) => globalThis.MediaRecorder?.isTypeSupported(type));

/** Whether this browser, on this page, has what it takes. */
export const canCapture = (kind) =>
  Boolean(navigator.mediaDevices?.getUserMedia) && (kind === "image" || Boolean(recordable(kind)));

function trouble(error, kind) {
  const device = NAMES[kind];
  if (error.name === "NotAllowedError") return `The browser was not allowed to use the ${device}. Allow it beside the address, or choose a file.`;
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return `No ${device} was found. Choose a file instead.`;
  return `The ${device} can’t be used just now: another program may have it. Choose a file instead.`;
}

/**
 * @param {HTMLElement} root the widget
 * @param {"image"|"video"|"audio"} kind
 * @param {{open: () => void, close: () => void, taken: (blob: Blob, name: string) => void, say: (text: string) => void,
 *          fail: (text: string) => void}} on
 */
export function capture(root, kind, on) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const [box, finder, shoot, recorded, other, level] = ["capturing", "finder", "shoot", "recorded", "other-camera", "level"].map(find);
  let stream = null;
  let recorder = null;
  let watch = 0; // the timer of a recording, or of the level
  let sound = null; // an AudioContext, for the level
  let cameras = [];

  async function open(camera = null) {
    stop();
    const wish = structuredClone(WISHES[kind]);
    if (camera) wish.video.deviceId = { exact: camera };
    else if (wish.video) wish.video.facingMode = { ideal: "environment" };
    try {
      stream = await navigator.mediaDevices.getUserMedia(wish);
    } catch (error) {
      on.fail(trouble(error, kind));
      return;
    }
    on.open();
    box.hidden = false;
    if (finder) {
      finder.srcObject = stream;
      finder.play().catch(() => {}); // autoplay is off: the picture stands still, and can be taken all the same
      cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
      other.hidden = cameras.length < 2;
    } else showLevel();
    shoot.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  function showLevel() {
    sound = new AudioContext();
    const heard = sound.createAnalyser();
    sound.createMediaStreamSource(stream).connect(heard);
    const samples = new Uint8Array(heard.fftSize);
    const look = () => {
      heard.getByteTimeDomainData(samples);
      level.value = Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 128;
      watch = setTimeout(look, 80);
    };
    look();
  }

  /** Lets camera and microphone go; what was recorded and not ended is given up. */
  function stop() {
    clearTimeout(watch);
    sound?.close();
    sound = null;
    if (recorder) recorder.onstop = null;
    if (recorder?.state === "recording") recorder.stop();
    recorder = null;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    if (finder) finder.srcObject = null;
    box.hidden = true;
    recorded.hidden = true;
    if (kind !== "image") shoot.textContent = "Start recording";
  }

  function close() {
    stop();
    on.close();
  }

  function takePicture() {
    if (!finder.videoWidth) return;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [finder.videoWidth, finder.videoHeight];
    canvas.getContext("2d").drawImage(finder, 0, 0);
    canvas.toBlob(
      (blob) => {
        close();
        on.taken(blob, "picture.jpg");
      },
      "image/jpeg",
      SHARP,
    );
  }

  function record() {
    const type = recordable(kind);
    const parts = [];
    const begun = performance.now();
    recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS });
    recorder.ondataavailable = ({ data }) => data.size && parts.push(data);
    recorder.onstop = () => {
      const blob = new Blob(parts, { type: type.split(";")[0] });
      close();
      on.taken(blob, `recording.${type.includes("mp4") ? "mp4" : type.includes("ogg") ? "ogg" : "webm"}`);
    };
    recorder.start(1000);
    shoot.textContent = "Stop";
    recorded.hidden = false;
    other?.toggleAttribute("hidden", true);
    on.say("Recording.");
    const tick = () => {
      recorded.textContent = `Recording, ${clock(Math.floor((performance.now() - begun) / 1000))}`;
      if (recorder?.state === "recording") setTimeout(tick, 250);
    };
    tick();
  }

  shoot.addEventListener("click", () => {
    if (kind === "image") takePicture();
    else if (recorder) recorder.stop();
    else record();
  });
  find("leave").addEventListener("click", close);
  other?.addEventListener("click", () => {
    const used = stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const at = cameras.findIndex((camera) => camera.deviceId === used);
    open(cameras[(at + 1) % cameras.length].deviceId);
  });

  return { open: () => open(), close, stop, isOpen: () => Boolean(stream), isRecording: () => recorder?.state === "recording" };
}
