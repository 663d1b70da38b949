/** Signing in again in a layer over the page, which stays as it is. */

import { csrfToken } from "./calls.js";

const WRONG = "That password is not right. Check it and try again.";
const LOCKED = "Too many tries. Wait a quarter of an hour, then try again; what you entered stays here.";
const UNREACHED = "The server can’t be reached. Try again in a moment.";

/** Posts the form as the page for signing in does. "" when it let us in, else what to tell. */
async function signIn(url, form) {
  const here = { credentials: "same-origin", redirect: "manual" };
  try {
    await fetch(url, { ...here, cache: "no-store" }); // brings the cookie against forged calls, should it be gone
    const answer = await fetch(url, {
      ...here,
      method: "POST",
      headers: { "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.type === "opaqueredirect") return "";
    if (answer.status === 429) return LOCKED;
    return answer.ok ? WRONG : UNREACHED;
  } catch {
    return UNREACHED;
  }
}

/** @param {() => void} done called once somebody is signed in */
export function signInDialog(dialog, url, done) {
  const form = dialog.querySelector("form");
  const error = dialog.querySelector("[data-sign-in-error]");
  const { password } = form.elements;
  let later = false; // closed without signing in: it opens when asked for alone

  function say(text) {
    error.textContent = text;
    error.hidden = !text;
    password.setAttribute("aria-invalid", String(text === WRONG));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!password.value) {
      say("Write your password first.");
      password.focus();
      return;
    }
    const trouble = await signIn(url, form);
    password.value = "";
    say(trouble);
    if (trouble) password.focus();
    else {
      dialog.close("in");
      done();
    }
  });
  dialog.addEventListener("close", () => (later = dialog.returnValue !== "in"));
  dialog.querySelector("[data-sign-in-later]").addEventListener("click", () => dialog.close());

  function open() {
    if (dialog.open) return;
    say("");
    dialog.returnValue = "";
    dialog.showModal();
    password.focus();
  }

  return {
    open,
    /** Opens it unless the person has put it off. */
    offer: () => later || open(),
    close: () => dialog.close("in"),
    isOpen: () => dialog.open,
    key: () => false, // no key of the page's means anything here
  };
}
