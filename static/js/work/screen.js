/** What the page shows around a task: panels while there is none, the notice, the bar, the state of the connection. */

const LINKS = {
  up: ["up", "Connected"],
  down: ["down", "Asking"],
  off: ["off", "Out of reach"],
};
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function screen() {
  const find = (name) => document.querySelector(`[data-${name}]`);
  const kept = find("panel-kept");
  const keptText = find("panel-kept-text");
  let aside = ""; // what the tab's title says while nobody looks

  function title(text) {
    document.title = `${text} · Heat`;
  }

  function state(name) {
    document.body.dataset.state = name;
  }

  function button(word, key = "Enter") {
    find("go-word").textContent = word;
    find("go-key").textContent = key === "Send" ? `${MAC ? "⌘" : "Ctrl"} Enter` : "Enter";
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && aside) {
      title(aside);
      aside = "";
    }
  });

  // What is scrolled into sight must not end up under the bar, however high it is just now.
  new ResizeObserver(([{ target }]) =>
    document.documentElement.style.setProperty("--foot", `${target.offsetHeight}px`),
  ).observe(find("foot"));

  return {
    state,
    title,
    /** Into the tab's title, until somebody looks. */
    beckon(text) {
      if (document.visibilityState === "visible") return;
      aside ||= document.title.replace(/ · Heat$/, "");
      title(`● ${text}`);
    },
    task() {
      state("task");
      title("Question");
    },
    button,
    /** A panel instead of a task. `action` is the one button's word; `text` of a person is shown to be copied. */
    panel({ name, heading, message, more = "", words = "", action = "" }) {
      state(name);
      title(heading);
      find("panel-title").textContent = heading;
      find("panel-text").textContent = message;
      find("panel-more").textContent = more;
      kept.hidden = !words;
      keptText.value = words;
      document.body.toggleAttribute("data-no-action", !action);
      if (action) button(action);
    },
    focusPanel: () => find("panel-title").focus({ preventScroll: true }),
    async copy() {
      keptText.select();
      try {
        await navigator.clipboard.writeText(keptText.value);
      } catch {
        document.execCommand("copy"); // where the clipboard wants https
      }
      this.announce("Copied.");
    },
    /** A line above the bar that stays until it is taken away; with a button, what it does and says. */
    notice(text, button = null) {
      const notice = find("notice");
      notice.hidden = !text;
      notice.replaceChildren(text);
      if (!button) return;
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "button small", textContent: button.text });
      made.dataset.do = button.does;
      notice.append(" ", made);
    },
    announce(text) {
      find("announce").textContent = "";
      requestAnimationFrame(() => (find("announce").textContent = text));
    },
    time(text, urgent) {
      const time = find("time");
      if (time.textContent !== text) time.textContent = text;
      time.classList.toggle("urgent", urgent);
    },
    today(count) {
      if (typeof count === "number") find("today").textContent = count;
    },
    busy(on) {
      document.body.toggleAttribute("data-busy", on);
    },
    link(name) {
      const [mark, word] = LINKS[name];
      const link = find("link");
      if (link.dataset.link === mark) return;
      link.dataset.link = mark;
      find("link-word").textContent = word;
    },
  };
}
