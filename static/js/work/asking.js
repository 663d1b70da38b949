/** Asking for the next task: at once on a hint, else now and then; never twice at a time, never with nobody looking. */

const SOCKET_DOWN = 3000; // milliseconds between askings
const SOCKET_UP = 20000; // should a hint have been lost

/**
 * @param {{wanted: () => boolean, call: () => Promise<{status: number, body: object}>, up: () => boolean,
 *          answered: (result: object) => Promise<void>}} on `wanted`: whether the page is without a task and wants one
 */
export function asking(on) {
  let timer = 0;
  let busy = false;
  let again = false;

  const later = (soon = !on.up()) => {
    clearTimeout(timer);
    if (on.wanted()) timer = setTimeout(now, soon ? SOCKET_DOWN : SOCKET_UP);
  };

  /** `hinted`: the server has just offered something, so that it is taken even where nobody looks yet. */
  async function now(hinted = false) {
    clearTimeout(timer);
    if (!on.wanted()) return;
    if (!hinted && document.visibilityState !== "visible") return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const result = await on.call();
    busy = false;
    if (!on.wanted()) return;
    await on.answered(result);
    if (again) {
      again = false;
      now(true);
    } else {
      later(result.status !== 200 || !on.up());
    }
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  return { now, later, stop: () => clearTimeout(timer) };
}
