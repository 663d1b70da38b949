/** The documentation's examples: the reader's key in them, and running them. Their tabs are tabs.js's. */

import "./tabs.js";

const KEY = "heat-docs-key"; // of this tab alone

// On a narrow screen the contents stand above the text: closed, until they are wanted.
if (matchMedia("(max-width: 800px)").matches) document.querySelector("[data-contents]")?.removeAttribute("open");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// The reader's key -------------------------------------------------------------------------------------------------

function put(key) {
  for (const place of all("[data-key]")) place.textContent = key;
  for (const button of all("[data-run]")) button.hidden = false;
}

const maker = document.querySelector("[data-key-maker]");
maker?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = maker.querySelector("[data-key-made]");
  try {
    const answer = await fetch(maker.action, { method: "POST", body: new FormData(maker) });
    const told = await answer.json();
    said.textContent = told.message ?? "It is in the examples, and works until it is revoked in the console.";
    if (!told.key) return;
    put(told.key);
    sessionStorage.setItem(KEY, told.key);
  } catch {
    said.textContent = "The server can’t be reached.";
  }
});
const kept = sessionStorage.getItem(KEY);
if (kept) put(kept);

// Running ------------------------------------------------------------------------------------------------------------

for (const example of all("[data-example]")) {
  const run = example.querySelector("[data-run]");
  run.addEventListener("click", async () => {
    const [status, result] = [example.querySelector("[data-result] p"), example.querySelector("[data-result] pre")];
    run.disabled = true;
    const key = example.querySelector("[data-key]").textContent;
    const { method, path, body } = example.dataset;
    const headers = { "X-Heat-API-Key": key, ...(body ? { "Content-Type": "application/json" } : {}) };
    try {
      const began = performance.now();
      const answer = await fetch(path, { method, headers, body: body || undefined });
      const told = await answer.json();
      status.textContent = `Answered ${answer.status} in ${Math.round(performance.now() - began)} ms:`;
      result.textContent = JSON.stringify(told, null, 2);
    } catch {
      status.textContent = "The server can’t be reached.";
      result.textContent = "";
    }
    example.querySelector("[data-result]").hidden = false;
    run.disabled = false;
  });
}
