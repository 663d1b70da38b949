/** The keys of marking that the page's own list of single letters does not have; none is a browser's. */

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=button], [type=submit])";
const OWN_ENTER = "a[href], button, summary, video, audio";

/**
 * @param {HTMLElement} root the listening ends when it is gone from the page
 * @param {{undo: () => boolean, redo: () => boolean, remove: () => boolean, leave: () => boolean, enter: () => boolean,
 *   toggle: () => boolean, inSurface: (element: Element) => boolean, inAsked: (element: Element) => boolean}} on each
 *   says whether it did something
 */
export function keys(root, on) {
  const ended = new AbortController();

  function does(event) {
    const { target, key } = event;
    const control = event.ctrlKey || event.metaKey;
    const surface = on.inSurface(target);
    const typing = target.matches?.(TEXT_FIELDS) && !surface;
    if (control && !event.altKey && key.toLowerCase() === "z") return !typing && (event.shiftKey ? on.redo() : on.undo());
    if (control && !event.altKey && key.toLowerCase() === "y") return !typing && on.redo();
    if (key === "Enter") {
      if (event.shiftKey || event.altKey || event.repeat || target.matches?.(OWN_ENTER)) return false;
      if (target.matches?.("[contenteditable]") && !control) return false;
      if (target.matches?.("textarea") && !control) return false;
      return on.enter(on.inAsked(target));
    }
    if (control || event.altKey || typing) return false;
    if (key === "Delete" || key === "Backspace") return !on.inAsked(target) && on.remove();
    if (key === "Escape") return on.leave(target);
    if (key === " " && surface && !target.matches("button, input, [contenteditable]")) return on.toggle();
    return false;
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (!root.isConnected) ended.abort();
      else if (!event.isComposing && !document.querySelector("dialog[open]") && does(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { capture: true, signal: ended.signal },
  );
}
