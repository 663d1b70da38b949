/** For a while after an answer was sent: that it can be taken back. */

/** @param {HTMLElement} element hidden while there is nothing to take back */
export function toast(element) {
  const words = element.querySelector("[data-toast-text]");
  let held = null;
  let timer = 0;

  function hide() {
    clearTimeout(timer);
    held = null;
    element.hidden = true;
  }

  return {
    hide,
    /** @param {number|null} seconds null: until something else is sent */
    show(text, seconds, what) {
      hide();
      held = what;
      element.hidden = false;
      words.textContent = text;
      if (seconds !== null) timer = setTimeout(hide, seconds * 1000);
    },
    /** What can be taken back, if anything: it is offered no more. */
    take() {
      const taken = held;
      hide();
      return taken;
    },
  };
}
