/** One or several of the choices. The answer is a list of the chosen values, in the order of `choices`. */

const plural = (count, noun = "answer") => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What a person is asked to choose, in words. */
export function howMany(min, max, count) {
  const most = max === 0 ? count : Math.min(max, count);
  if (most === 1) return min === 0 ? "Choose one, or none of these." : "Choose one.";
  if (min === 0) return most === count ? "Choose all that apply, or none of these." : `Choose up to ${most}, or none of these.`;
  if (min === most) return `Choose ${most}.`;
  if (most === count) return min === 1 ? "Choose all that apply." : `Choose at least ${min}.`;
  return `Choose ${min} to ${most}.`;
}

export function mount(root, params) {
  const inputs = [...root.querySelectorAll("input[name=choice]")];
  const none = inputs.find((input) => input.value === "none");
  const choices = inputs.filter((input) => input !== none);
  const min = params.min_answers ?? 1;
  const max = params.max_answers ?? 0;
  const single = max === 1;
  const hint = root.querySelector("[data-hint]");
  const words = howMany(min, max, choices.length);
  const chosen = () => choices.filter((input) => input.checked);

  function changed(event) {
    const input = event.target;
    if (!inputs.includes(input) || single) return;
    if (input.checked) {
      if (input === none) choices.forEach((other) => (other.checked = false));
      else if (none) none.checked = false;
      if (max && chosen().length > max) input.checked = false;
    }
    tell(input.checked ? null : input);
  }

  /** The count so far; where one more was refused, why. */
  function tell(refused) {
    const count = chosen().length;
    const full = refused && max && count === max;
    hint.textContent = words + (count && !single ? ` ${count} chosen${full ? ": take one away to choose another" : ""}.` : "");
  }

  /** Arrows walk through checkboxes as they do through a radio group; they choose nothing. */
  function walk(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = inputs.indexOf(event.target);
    if (!step || single || at < 0) return;
    event.preventDefault();
    inputs[(at + step + inputs.length) % inputs.length].focus();
  }

  root.addEventListener("change", changed);
  root.addEventListener("keydown", walk);
  tell(null);

  return {
    value() {
      const values = chosen().map((input) => params.choices[Number(input.value)]);
      if (none?.checked) return [];
      if (values.length === 0) throw new Error(none ? "Choose an answer, or None of these." : "Choose an answer first.");
      if (values.length < min) throw new Error(`Choose at least ${plural(min)}: ${values.length} chosen so far.`);
      return values;
    },
    focus() {
      (inputs.find((input) => input.checked) ?? inputs[0])?.focus({ preventScroll: true });
    },
    dirty: () => inputs.some((input) => input.checked),
    /** Digits choose: 1 to 9; 0 is the tenth, or None of these where that is offered. */
    key(name) {
      if (!/^[0-9]$/.test(name)) return false;
      const input = name === "0" ? (none ?? choices[9]) : choices[Number(name) - 1];
      if (!input) return false;
      input.focus();
      if (!single || !input.checked) input.click();
      input.closest(".choice")?.scrollIntoView({ block: "nearest" });
      return true;
    },
  };
}
