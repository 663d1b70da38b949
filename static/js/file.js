/**
 * An answer that is a file: dropped, pasted, chosen, taken or recorded here, and sent to the server at once; or the web
 * address of one elsewhere. The answer is a URL.
 */

import { canCapture, capture } from "./file/capture.js";
import { dropping } from "./file/dropping.js";
import { forget, keep, kept, tidy } from "./file/kept.js";
import { Refused, upload } from "./file/upload.js";
import { urlTrouble } from "./types/free_text.js";

const MEGABYTE = 1024 * 1024;
const LOOKS_AFTER = 500; // milliseconds without typing, after which an address is looked at
const WORDS = { image: "picture", video: "film", audio: "sound" };

const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0);
const amount = (bytes) => (bytes < 0.1 * MEGABYTE ? `${Math.ceil(bytes / 1024)} kB` : `${megabytes(bytes)} MB`);

/**
 * @param {HTMLFormElement} root
 * @param {"image"|"video"|"audio"} kind
 * @param {{assignment: number, call: Function, piece: Function, say: (text: string) => void}} page
 */
export function file(root, kind, page) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const [box, store, address, preview, shown] = ["file-kind", "store", "address", "preview", "shown-file"].map(find);
  const word = WORDS[kind];
  let sending = null; // {controller, size} of an upload
  let looking = 0; // the timer that looks at an address
  let local = ""; // the object URL of a file while it is sent

  const answered = () => (store.value ? JSON.parse(store.value) : null);
  const changed = () => store.dispatchEvent(new Event("change", { bubbles: true }));
  const tell = (text) => (find("told").textContent = text);

  /** Shows what there is: the ways to give a file, its way to the server, or the file. */
  function paint() {
    const has = answered();
    find("giving").hidden = Boolean(sending || has || camera.isOpen());
    find("hint").hidden = find("giving").hidden;
    find("sending").hidden = !sending;
    find("remove").hidden = !has;
  }

  function show(url, about) {
    preview.hidden = !url;
    find("about").textContent = about;
    if ((shown.getAttribute("src") ?? "") === url) return;
    unplayed("");
    if (url) shown.src = url;
    else shown.removeAttribute("src");
  }

  /** Why there is nothing to be seen, or "". */
  function unplayed(text) {
    find("unplayed").textContent = text;
    find("unplayed").hidden = !text;
    preview.classList.toggle("unshown", Boolean(text));
  }

  function letLocalGo() {
    if (local) URL.revokeObjectURL(local);
    local = "";
  }

  // To the server ---------------------------------------------------------------------------------------------------

  async function take(blob, name, known = undefined) {
    if (sending || answered()) return;
    const controller = new AbortController();
    const mine = (sending = { controller, upload: known });
    page.say("");
    address.value = "";
    letLocalGo();
    local = URL.createObjectURL(blob);
    show(local, name);
    paint();
    progress(0, blob.size, false);
    find("cancel").focus({ preventScroll: true });
    changed();
    await keep(page.assignment, { blob, name, upload: known });
    try {
      const said = await upload(blob, name, page, {
        upload: known,
        signal: controller.signal,
        begun(upload) {
          mine.upload = upload;
          keep(page.assignment, { blob, name, upload });
        },
        progress: (sent, waiting) => mine === sending && progress(sent, blob.size, waiting),
      });
      arrived({ ...said, name });
    } catch (error) {
      if (!controller.signal.aborted) refused(error);
    }
  }

  function progress(sent, size, waiting) {
    find("progress").value = size ? sent / size : 0;
    const done = sent >= size;
    const so = done ? "All sent. One moment: it is looked at." : `${amount(sent)} of ${amount(size)} sent`;
    find("sent").textContent = waiting ? `The server can’t be reached. It goes on by itself; ${so}.` : so;
    if (waiting || done) tell(find("sent").textContent);
  }

  function arrived(said) {
    sending = null;
    forget(page.assignment);
    store.value = JSON.stringify(said);
    store.dispatchEvent(new Event("input", { bubbles: true }));
    changed();
    tell(`The ${word} is there. Look at it, then submit.`);
    if (root.contains(document.activeElement) || document.activeElement === document.body) find("remove").focus({ preventScroll: true });
  }

  function refused(error) {
    sending = null; // the server has forgotten it already
    nothing();
    if (!(error instanceof Refused)) reportError(error);
    page.say(error instanceof Refused ? error.message : `The ${word} could not be sent. Try it again.`);
    find("choose").focus({ preventScroll: true });
  }

  /** Back to where nothing is given. */
  function nothing() {
    sending?.controller.abort();
    if (sending?.upload) page.call("discard", { upload: sending.upload });
    sending = null;
    forget(page.assignment);
    store.value = "";
    letLocalGo();
    show("", "");
    paint();
    changed();
  }

  // An address elsewhere --------------------------------------------------------------------------------------------

  function look() {
    clearTimeout(looking);
    if (sending || answered()) return;
    const typed = address.value.trim();
    const good = typed && !urlTrouble(typed);
    show(good ? typed : "", good ? "As it is at this address" : "");
    paint();
  }

  shown.addEventListener("error", () => {
    if (!shown.getAttribute("src")) return;
    const ours = Boolean(sending || answered());
    unplayed(
      ours
        ? `This browser can’t show the ${word}. It can be sent all the same.`
        : `Nothing that this browser shows as a ${word} is at this address. Make sure that it is right.`,
    );
  });
  shown.addEventListener(kind === "image" ? "load" : "loadedmetadata", () => unplayed(""));
  address.addEventListener("input", () => {
    clearTimeout(looking);
    looking = setTimeout(look, LOOKS_AFTER);
  });
  address.addEventListener("change", look);

  // What people do --------------------------------------------------------------------------------------------------

  const camera = capture(root, kind, {
    open: paint,
    close() {
      paint();
      if (!sending) find("capture").focus({ preventScroll: true });
    },
    taken: take,
    say: tell,
    fail: (text) => {
      paint();
      page.say(text);
    },
  });
  find("capture").hidden = !canCapture(kind);
  find("capture").addEventListener("click", () => {
    page.say("");
    camera.open();
  });
  find("choose").addEventListener("click", () => find("pick").click());
  find("pick").addEventListener("change", (event) => {
    const [picked] = event.target.files;
    event.stopPropagation();
    if (picked) take(picked, picked.name);
    event.target.value = "";
  });
  find("cancel").addEventListener("click", () => {
    nothing();
    tell("Not sent.");
    find("choose").focus({ preventScroll: true });
  });
  find("remove").addEventListener("click", () => {
    nothing();
    find("choose").focus({ preventScroll: true });
  });
  store.addEventListener("input", () => {
    // From the server, or from the draft of an earlier look at this question.
    const said = answered();
    if (!said) return look();
    show(said.url, `${said.name || word}, ${amount(said.size)}`);
    letLocalGo();
    return paint();
  });
  const stopDropping = dropping(box, {
    wanted: () => !sending && !answered() && !camera.isOpen(),
    file: (given) => take(given, given.name),
    text(text) {
      address.value = text;
      address.dispatchEvent(new Event("input", { bubbles: true }));
      look();
    },
  });
  paint();
  tidy();
  kept(page.assignment).then((found) => found && !sending && !answered() && take(found.blob, found.name, found.upload));

  return {
    value() {
      if (camera.isRecording()) throw new Error("It is still recording: press Stop first.");
      if (sending) throw new Error(`The ${word} is still on its way. Submit it once it is there.`);
      const said = answered();
      if (said) return said.url;
      const typed = address.value.trim();
      if (!typed) throw new Error(`Give a ${word} first.`);
      const found = urlTrouble(typed);
      if (found) throw new Error(found);
      return typed;
    },
    focus: () => [find("remove"), find("cancel"), find("choose")].find((one) => one.checkVisibility())?.focus({ preventScroll: true }),
    dirty: () => Boolean(sending || store.value || address.value || camera.isRecording()),
    key(name) {
      if (name === "Escape" && camera.isOpen()) camera.close();
      else if (name === "o" && !find("giving").hidden) find("choose").click();
      else if (name === "c" && !find("giving").hidden && !find("capture").hidden) find("capture").click();
      else return false;
      return true;
    },
    forget: () => forget(page.assignment),
    leave() {
      clearTimeout(looking);
      stopDropping();
      camera.stop();
      sending?.controller.abort();
      letLocalGo();
    },
  };
}
