/** The documentation's examples: a tab for each language, kept for all of them; the reader's key; running them. */

const LANGUAGE = "heat-docs-language"; // in the browser's storage
const KEY = "heat-docs-key"; // of this tab alone

// On a narrow screen the contents stand above the text: closed, until they are wanted.
if (matchMedia("(max-width: 800px)").matches) document.querySelector("[data-contents]")?.removeAttribute("open");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Tabs, as the ARIA Authoring Practices have them: arrows, Home and End move, and what has the focus is shown.
function choose(language, focus) {
  for (const list of all("[role=tablist]")) {
    const tabs = all("[role=tab]", list);
    const chosen = tabs.find((tab) => tab.textContent === language);
    if (!chosen) continue; // an example without this language stays as it is
    for (const tab of tabs) {
      const is = tab === chosen;
      tab.setAttribute("aria-selected", is);
      tab.tabIndex = is ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !is;
    }
  }
  focus?.focus();
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // private windows keep nothing
  }
}

for (const list of all("[role=tablist]")) {
  list.addEventListener("click", (event) => {
    if (event.target.role === "tab") choose(event.target.textContent, event.target);
  });
  list.addEventListener("keydown", (event) => {
    if (event.target.role !== "tab") return;
    const tabs = all("[role=tab]", list);
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[to % tabs.length];
    choose(tab.textContent, tab);
  });
}
try {
  const language = localStorage.getItem(LANGUAGE);
  if (language) choose(language);
} catch {
  // private windows kept nothing
}

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

// Running and copying ----------------------------------------------------------------------------------------------

for (const example of all("[data-example]")) {
  const shown = () => example.querySelector("[role=tabpanel]:not([hidden])");
  example.querySelector("[data-copy-code]").addEventListener("click", async (event) => {
    await navigator.clipboard.writeText(shown().textContent);
    event.target.textContent = "Copied";
  });
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
