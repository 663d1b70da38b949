/**
 * What was sent and not yet taken, kept in this browser until the server has said of it: a reload loses nothing.
 * Sending once more what was taken already changes nothing.
 */

const PREFIX = "heat-sent:";
const KEPT_FOR = 7 * 24 * 3600 * 1000; // milliseconds

/** @param {string} owner who sends: another person at the same browser is not given their words */
export function outbox(owner) {
  const prefix = `${PREFIX}${owner}:`;

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  return {
    put({ id, token, name, body, words }) {
      try {
        localStorage.setItem(prefix + id, JSON.stringify({ id, token, name, body, words, at: Date.now() }));
      } catch {
        // Full or forbidden: then it lives as long as the page.
      }
    },
    drop(id) {
      try {
        localStorage.removeItem(prefix + id);
      } catch {
        // Nothing was kept.
      }
    },
    /** What an earlier page of this person has left, the oldest first. */
    left() {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
        const letters = keys.map(read).filter((letter) => letter && Date.now() - letter.at < KEPT_FOR);
        return letters.sort((one, other) => one.at - other.at);
      } catch {
        return [];
      }
    },
  };
}
