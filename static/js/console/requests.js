/** Keeps a list of requests up to date: when the socket says that something changed, the rows are fetched anew. */

import { live } from "../live.js";

const REST = 400; // milliseconds between two looks: many changes at once are one
const place = document.querySelector("[data-rows]");
const news = document.querySelector("[data-news]");
let due = 0;
let busy = false;

async function look() {
  due = 0;
  busy = true;
  const url = new URL(location.href);
  url.searchParams.set("part", "rows");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) put(await answer.text());
  } catch {
    later(); // the network is away: once more
  }
  busy = false;
}

function put(html) {
  if (place.tagName !== "TBODY") {
    if (html.trim()) location.reload(); // the first row of all: the page grows its table
    return;
  }
  const focused = document.activeElement?.closest("tr")?.dataset.id;
  const before = new Map([...place.rows].map((row) => [row.dataset.id, row.textContent]));
  place.innerHTML = html;
  let changed = 0;
  for (const row of place.rows) {
    if (before.get(row.dataset.id) === row.textContent) continue;
    row.classList.add("changed");
    changed += 1;
  }
  if (focused) place.querySelector(`tr[data-id="${CSS.escape(focused)}"] a`)?.focus();
  if (changed) news.textContent = `${changed} changed.`;
}

function later() {
  due ||= setTimeout(() => (busy ? ((due = 0), later()) : look()), REST);
}

live(place.dataset.socket, { message: later, state: (up) => up && later() });
