/**
 * The socket, kept open: reconnects by itself, ever less eagerly, and at once when the network or the page comes back.
 * It carries hints alone; whoever listens asks the server for what is true.
 */

const FIRST_DELAY = 500; // milliseconds
const LONGEST_DELAY = 15000;

/**
 * @param {string} path of the socket, on this host
 * @param {{message: (message: object) => void, state: (up: boolean) => void}} on
 */
export function live(path, on) {
  let socket = null;
  let delay = FIRST_DELAY;
  let timer = 0;
  let closed = false;
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";

  function open() {
    clearTimeout(timer);
    if (closed || socket) return;
    try {
      socket = new WebSocket(url);
    } catch {
      later();
      return;
    }
    socket.onopen = () => {
      delay = FIRST_DELAY;
      on.state(true);
    };
    socket.onmessage = (event) => {
      let message;
      try {
        message = JSON.parse(event.data);
      } catch {
        return;
      }
      on.message(message);
    };
    socket.onclose = () => {
      socket = null;
      on.state(false);
      later();
    };
  }

  function later() {
    if (closed) return;
    timer = setTimeout(open, delay * (0.5 + Math.random() / 2)); // spread: a restart brings everybody back at once
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }

  const again = () => {
    delay = FIRST_DELAY;
    open();
  };
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  open();

  return {
    up: () => socket?.readyState === WebSocket.OPEN,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
