/** The dialog that asks why a task can't be done. */

const NEEDS_COMMENT = "other";

/** @param {(reason: string, comment: string) => void} send */
export function flagDialog(dialog, send) {
  const form = dialog.querySelector("form");
  const error = dialog.querySelector("[data-flag-error]");
  const comment = form.elements.comment;
  const reasons = [...form.querySelectorAll("[name=reason]")];
  const needed = () => form.elements.reason.value === NEEDS_COMMENT;

  function say(text, field) {
    error.textContent = text;
    error.hidden = !text;
    comment.setAttribute("aria-invalid", String(Boolean(text) && field === comment));
    if (text) field.focus();
  }

  form.addEventListener("change", () => {
    dialog.querySelector("[data-flag-optional]").textContent = needed() ? "(needed for this reason)" : "(if it helps)";
    comment.required = needed();
    say("");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = form.elements.reason.value;
    if (!reason) return say("Choose a reason first.", reasons[0]);
    if (needed() && !comment.value.trim()) return say("Write in a few words what is wrong.", comment);
    dialog.close();
    return send(reason, comment.value.trim());
  });
  dialog.querySelector("[data-flag-back]").addEventListener("click", () => dialog.close());

  return {
    open(reason = "") {
      form.reset();
      form.dispatchEvent(new Event("change"));
      dialog.showModal();
      const asked = reasons.find((radio) => radio.value === reason);
      if (asked) asked.click();
      (asked ?? reasons[0]).focus();
    },
    close: () => dialog.close(),
    isOpen: () => dialog.open,
    key(name) {
      if (name === "Send" || name === "Enter") form.requestSubmit();
      else if (reasons[Number(name) - 1]) {
        reasons[Number(name) - 1].click();
        (needed() ? comment : reasons[Number(name) - 1]).focus();
      } else return false;
      return true;
    },
  };
}
