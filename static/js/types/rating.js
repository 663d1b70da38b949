/**
 * A number on the grid min + n·step, up to max. The slider counts whole steps from 0 and the value is worked out in
 * whole units of the last decimal place, so that 0.1 + 2·0.1 is 0.3. Nothing counts as set until a person sets it.
 */

/** A JSON number as {units, places}: units / 10^places, exactly. */
function decimal(number) {
  const [mantissa, exponent = "0"] = String(number).toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}

/** The grid: `last`, the number of its last position (the first is 0), and `at(n)`, the position's value as text. */
export function grid(min, max, step) {
  const parts = [min, max, step].map(decimal);
  const places = Math.max(...parts.map((part) => part.places));
  const [low, high, by] = parts.map((part) => part.units * 10n ** BigInt(places - part.places));
  const last = Number((high - low) / by);
  const at = (n) => {
    const units = low + BigInt(n) * by;
    const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
    const fraction = places ? digits.slice(-places).replace(/0+$/, "") : "";
    const whole = digits.slice(0, digits.length - places);
    return (units < 0n ? "−" : "") + whole + (fraction && `.${fraction}`);
  };
  return { last, at };
}

export function mount(root, params) {
  const box = root.querySelector("[data-rating]");
  const slider = root.querySelector("input[type=range]");
  const shown = root.querySelector("[data-shown]");
  const { last, at } = grid(params.rating_min ?? 0, params.rating_max ?? 100, params.rating_step ?? 1);
  const tenth = Math.max(1, Math.round(last / 10));
  const middle = Math.floor(last / 2);
  const labels = [params.label_min, params.label_max];
  const digits = new Map();
  if (last < 11) for (let n = 0; n <= last; n++) if (/^[0-9]$/.test(at(n))) digits.set(at(n), n);
  let isSet = false;

  const position = () => Number(slider.value);
  const number = (n) => Number(at(n).replace("−", "-"));

  function paint() {
    const label = position() === 0 ? labels[0] : position() === last ? labels[1] : "";
    box.classList.toggle("unset", !isSet);
    shown.textContent = isSet ? at(position()) : "Not set";
    slider.setAttribute("aria-valuetext", isSet ? at(position()) + (label ? `, ${label}` : "") : "not set");
    slider.style.setProperty("--part", last ? position() / last : 0);
  }

  function set(n) {
    const before = isSet ? position() : null;
    slider.value = Math.min(last, Math.max(0, n));
    isSet = true;
    paint();
    if (position() !== before) slider.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const moves = {
    ArrowLeft: () => position() - 1,
    ArrowDown: () => position() - 1,
    ArrowRight: () => position() + 1,
    ArrowUp: () => position() + 1,
    PageDown: () => position() - tenth,
    PageUp: () => position() + tenth,
    Home: () => 0,
    End: () => last,
    " ": position, // where it stands: the one value that no arrow reaches at first
  };

  slider.min = 0;
  slider.max = last;
  slider.step = 1;
  slider.value = middle;
  root.querySelector("[data-min]").textContent = at(0);
  root.querySelector("[data-max]").textContent = at(last);
  root.querySelector("[data-key-words]").textContent = digits.size
    ? `the arrow keys or the keys ${[...digits.keys()][0]} to ${[...digits.keys()].at(-1)}`
    : "the arrow keys; Space takes it where it stands";

  slider.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !moves[event.key]) return;
    event.preventDefault();
    set(moves[event.key]());
  });
  slider.addEventListener("input", () => set(position()));
  slider.addEventListener("click", () => set(position())); // a press on the very spot moves nothing, yet is a choice
  root.querySelectorAll("[data-by]").forEach((button) =>
    button.addEventListener("click", () => set(position() + Number(button.dataset.by))),
  );
  paint();

  return {
    value() {
      if (!isSet) throw new Error("Set the slider first: nothing is sent that you did not choose.");
      return number(position());
    },
    focus: () => slider.focus({ preventScroll: true }),
    dirty: () => isSet,
    key(name) {
      if (!digits.has(name)) return false;
      slider.focus();
      set(digits.get(name));
      return true;
    },
  };
}
