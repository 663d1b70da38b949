/** Loads the page of a pending request, or of a batch, again when something changed. */

import { live } from "../live.js";

const REST = 1000; // milliseconds
const place = document.querySelector("[data-socket]");

async function look() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [document.querySelector("main"), page.querySelector("main")];
  if (now.textContent !== then.textContent) location.reload();
}

if (place.dataset.status === "pending") {
  let due = 0;
  const later = () => {
    due ||= setTimeout(() => {
      due = 0;
      look().catch(() => {}); // the network is away: the socket comes back with it, and asks again
    }, REST);
  };
  live(place.dataset.socket, { message: later, state: (up) => up && later() });
}
