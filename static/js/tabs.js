/** Calls in several languages: a tab for each, kept for all of them and for the next page; copying what is in sight. */

const LANGUAGE = "heat-docs-language"; // in the browser's storage
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

for (const button of all("[data-copy-code]")) {
  button.addEventListener("click", async () => {
    const shown = button.closest("[data-example]").querySelector("[role=tabpanel]:not([hidden])");
    await navigator.clipboard.writeText(shown.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}
