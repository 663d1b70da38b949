/** Files that are dropped on the page or pasted into it, as long as a widget wants one. */

const holdsFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

/**
 * @param {HTMLElement} target what is marked while a file is held over the page
 * @param {{wanted: () => boolean, file: (file: File) => void, text: (text: string) => void}} on
 * @returns {() => void} stops listening
 */
export function dropping(target, on) {
  const controller = new AbortController();
  const listen = (name, act) => document.addEventListener(name, act, { signal: controller.signal });

  function over(event) {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault(); // or the browser leaves the page for the file
    event.dataTransfer.dropEffect = on.wanted() ? "copy" : "none";
    target.classList.toggle("dropped-on", on.wanted());
  }

  listen("dragover", over);
  listen("dragenter", over);
  listen("dragleave", (event) => !event.relatedTarget && target.classList.remove("dropped-on"));
  listen("drop", (event) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    target.classList.remove("dropped-on");
    const [file] = event.dataTransfer.files;
    if (file && on.wanted()) on.file(file);
  });
  listen("paste", (event) => {
    if (!on.wanted()) return;
    const [file] = event.clipboardData?.files ?? [];
    const inField = event.target.matches?.("input, textarea");
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (!file && (inField || !text)) return;
    event.preventDefault();
    if (file) on.file(file);
    else on.text(text);
  });
  return () => controller.abort();
}
