/**
 * The time that a person has for a task: heartbeats while the page is in sight, and the countdown.
 * The server sends durations; they are counted here by the browser's steady clock.
 */

const RETRY = 3000; // milliseconds, where a heartbeat found nobody
const SOON = 60; // seconds left at which it is said aloud, once

const now = () => performance.now() / 1000;
const inSight = () => document.visibilityState === "visible";

export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * @param {{left: number, lease: number, heartbeat: number}} task seconds
 * @param {{beat: () => Promise<{status: number, body: object}>, lost: (result: object) => void,
 *          show: (text: string, urgent: boolean) => void, warn: (text: string) => void}} on
 */
export function lease(task, on) {
  let limit = now() + task.left;
  let held = now() + task.lease;
  let beaten = now();
  let timer = 0;
  let stopped = false;
  let warned = false;
  let over = false;

  function learn({ left, lease: kept }) {
    if (typeof left === "number") limit = now() + left;
    if (typeof kept === "number") held = now() + kept;
    beaten = now();
    over &&= left <= 0;
  }

  async function beat() {
    clearTimeout(timer);
    if (stopped || !inSight()) return;
    const result = await on.beat();
    if (stopped) return;
    if (result.status === 200) learn(result.body);
    else if (result.status === 409 || result.status === 401) on.lost(result);
    if (!stopped) timer = setTimeout(beat, result.status === 200 ? task.heartbeat * 1000 : RETRY);
  }

  function show() {
    const unheard = now() - beaten > 2 * task.heartbeat; // then the lease may run out before the limit
    const left = (unheard ? Math.min(limit, held) : limit) - now();
    if (left <= 0) {
      on.show("Time is up: send what you have", true);
      if (!over) on.warn("Time is up. You can still send your answer: it is taken if nobody else has the question.");
      over = true;
      return;
    }
    on.show(`${clock(left)} left`, left <= SOON);
    if (left <= SOON && !warned) on.warn("One minute left.");
    warned = left <= SOON;
  }

  const ticking = setInterval(show, 1000);
  document.addEventListener("visibilitychange", beat);
  show();

  return {
    /** Takes over what the acknowledgement answered, and begins to beat. */
    start(body) {
      learn(body);
      timer = setTimeout(beat, task.heartbeat * 1000);
      show();
    },
    beat,
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(ticking);
      document.removeEventListener("visibilitychange", beat);
      on.show("", false);
    },
  };
}
