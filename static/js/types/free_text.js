/** Words, a number or a web address. The answer is a string; the server has the last word on its form. */

const LONGEST = 100000; // code points, as the API counts them
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** What is wrong with a typed number, or "". */
export function numberTrouble(text) {
  const typed = text.trim();
  if (NUMBER.test(typed)) return "";
  if (/^[+-]?[0-9.]*,[0-9,.]*$/.test(typed)) return "Write it with a point, without commas: 1234.5.";
  if (/^[+-]?\.[0-9]+$/.test(typed)) return `Write a digit before the point: ${typed.replace(".", "0.")}.`;
  if (/^[+-]?[0-9]+\.$/.test(typed)) return "Write a digit after the point, or no point.";
  return "This is not a number yet. Write digits alone, such as 42 or -3.5, without a unit.";
}

/** What is wrong with a typed web address, or "". */
export function urlTrouble(text) {
  const typed = text.trim();
  if (!/^https?:\/\//i.test(typed)) return "Begin with http:// or https://.";
  if (/\s/.test(typed)) return "A web address has no spaces.";
  let url;
  try {
    url = new URL(typed);
  } catch {
    return "This is not a whole web address yet.";
  }
  return url.hostname.includes(".") || url.hostname === "localhost" || url.hostname.startsWith("[")
    ? ""
    : "This is not a whole web address yet.";
}

const TROUBLES = { number: numberTrouble, url: urlTrouble };

export function mount(root, params) {
  const field = root.querySelector("[data-typed]");
  const check = root.querySelector("[data-check]");
  const trouble = TROUBLES[params.validation];
  const grows = field.matches("textarea");

  function typed() {
    if (grows) grow();
    if (!trouble) return;
    const found = field.value.trim() ? trouble(field.value) : "";
    check.textContent = field.value.trim() ? found || "Looks right." : "";
    check.classList.toggle("good", Boolean(field.value.trim()) && !found);
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  root.addEventListener("input", typed);
  typed();

  return {
    value() {
      const text = trouble ? field.value.trim() : field.value;
      if (!text.trim()) throw new Error("Write an answer first.");
      if ([...text].length > LONGEST) throw new Error("The answer is longer than 100,000 characters: shorten it.");
      const found = trouble?.(text);
      if (found) throw new Error(found);
      return text;
    },
    focus: () => field.focus({ preventScroll: true }),
    dirty: () => field.value !== "",
  };
}
