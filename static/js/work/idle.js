/** While there is no question: how the day has been, and what tells that one has come, if a person wants to be told. */

import { post } from "./calls.js";

const SOUND = "heat-sound";
const NOTIFICATION = "heat-notification";
const PITCHES = [660, 880]; // hertz
const BEEP = 0.12; // seconds

function kept(name) {
  try {
    return localStorage.getItem(name) === "on";
  } catch {
    return false;
  }
}

function keep(name, on) {
  try {
    localStorage.setItem(name, on ? "on" : "off");
  } catch {
    // Then it holds until the page is left.
  }
}

/** Two soft tones. Browsers let a page sound only after somebody has pressed something on it. */
function sounding() {
  let context = null;
  const wake = () => {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
  };
  return {
    wake,
    beep() {
      wake();
      PITCHES.forEach((pitch, number) => {
        const from = context.currentTime + number * BEEP;
        const [tone, loudness] = [context.createOscillator(), context.createGain()];
        tone.frequency.value = pitch;
        loudness.gain.setValueAtTime(0.0001, from);
        loudness.gain.exponentialRampToValueAtTime(0.2, from + 0.02);
        loudness.gain.exponentialRampToValueAtTime(0.0001, from + BEEP);
        tone.connect(loudness).connect(context.destination);
        tone.start(from);
        tone.stop(from + BEEP);
      });
    },
  };
}

/** Whether the desktop may be used: asked for only here, when somebody switches it on. */
async function allowed() {
  if (!("Notification" in window)) return false;
  return (Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission) === "granted";
}

function notify() {
  const shown = new Notification("A question has come", { body: "It is kept for you for a few seconds.", tag: "heat-question" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

/** @param {string} url where the day's figures are asked for */
export function idle(url) {
  const find = (name) => document.querySelector(`[data-${name}]`);
  const sound = find("sound");
  const notification = find("notification");
  const refused = find("refused");
  const speaker = sounding();
  sound.checked = kept(SOUND);
  notification.checked = kept(NOTIFICATION) && globalThis.Notification?.permission === "granted";

  sound.addEventListener("change", () => {
    keep(SOUND, sound.checked);
    if (sound.checked) speaker.beep();
  });
  notification.addEventListener("change", async () => {
    const may = !notification.checked || (await allowed());
    refused.hidden = may;
    notification.checked &&= may;
    keep(NOTIFICATION, notification.checked);
  });
  addEventListener("pointerdown", () => sound.checked && speaker.wake());
  addEventListener("keydown", () => sound.checked && speaker.wake());

  async function tell() {
    const { status, body } = await post(url);
    if (status === 200) find("day").textContent = body.text;
  }

  let before = "";
  function changed() {
    const now = document.body.dataset.state;
    if (now === before) return;
    if (before === "waiting" && now === "task") {
      if (sound.checked) speaker.beep();
      if (notification.checked && document.visibilityState !== "visible") notify();
    }
    if (now === "waiting" || now === "break") tell();
    before = now;
  }
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ["data-state"] });
}
