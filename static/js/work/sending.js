/** Sends what ends tasks, one after the other, while the page goes on. */

const AGAIN_AFTER = 800; // milliseconds until what found no server is sent once more

/**
 * @param {object} box the outbox that keeps each letter until the server has said of it
 * @param {{send: (letter: object) => Promise<{status: number, body: object}>, signedOut: () => void,
 *          taken: (letter: object, body: object) => void, refused: (letter: object, result: object) => void}} on
 */
export function sending(box, on) {
  const queue = [];
  let busy = false;

  async function attempt(letter) {
    const result = await on.send(letter);
    if (result.status !== 0) return result;
    await new Promise((later) => setTimeout(later, AGAIN_AFTER));
    return on.send(letter);
  }

  async function run() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const letter = queue[0];
      const result = await attempt(letter);
      if (result.status === 401) {
        on.signedOut();
        break;
      }
      queue.shift();
      if ([200, 400, 409].includes(result.status)) box.drop(letter.id); // else a later page sends it once more
      if (result.status === 200) on.taken(letter, result.body);
      else on.refused(letter, result);
    }
    busy = false;
  }

  return {
    add(letter) {
      box.put(letter);
      queue.push(letter);
      run();
    },
    /** Goes on after somebody has signed in again. */
    again: run,
    idle: () => !queue.length,
    has: (id) => queue.some((letter) => letter.id === id),
  };
}
