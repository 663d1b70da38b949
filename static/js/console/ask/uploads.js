/** Files of one's own in lists whose rows are URLs of pictures, films or sounds. */

import { csrfToken } from "../../work/calls.js";

const FILES = ["image", "video", "audio"];

/** The kind that the rows of a list are just now. */
function kindOf(form, list) {
  const field = [...form.querySelectorAll("[data-field]")].find((one) => one.dataset.field === list.dataset.kindField);
  return field?.querySelector("[data-value]").value;
}

/** Upload buttons where there is something to upload. */
export function offerUploads(form) {
  for (const list of form.querySelectorAll("[data-kind-field]")) {
    const kind = kindOf(form, list);
    for (const button of list.querySelectorAll("[data-rows] [data-upload]")) button.hidden = !FILES.includes(kind);
    for (const input of list.querySelectorAll("[data-rows] [data-file]")) input.accept = `${kind}/*`;
  }
}

async function upload(url, file) {
  const body = new FormData();
  body.set("file", file);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { message: "You are signed out. Sign in again in another tab." };
    return await answer.json();
  } catch {
    return { message: "The file did not arrive: the server can’t be reached, or the file is too large." };
  }
}

/** @param {(text: string) => void} say */
export function listenToUploads(form, url, say) {
  form.addEventListener("click", (event) => {
    event.target.closest("[data-upload]")?.closest("li").querySelector("[data-file]").click();
  });
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("[data-file]") || !event.target.files.length) return;
    const row = event.target.closest("li");
    const button = row.querySelector("[data-upload]");
    button.disabled = true;
    say("Sending the file …");
    const told = await upload(url, event.target.files[0]);
    event.target.value = "";
    button.disabled = false;
    say(told.message ?? "The file is there.");
    if (!told.url) return;
    const field = row.querySelector("[data-value]");
    field.value = told.url;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
