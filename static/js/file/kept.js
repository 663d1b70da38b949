/**
 * A file that is on its way, kept in this browser until the server has it, so that a reload loses nothing: by
 * assignment, in IndexedDB, for a week. Where that is off, uploads work all the same; they only don't outlive a reload.
 */

const BASE = "heat-files";
const STORE = "files";
const KEPT_FOR = 7 * 24 * 3600 * 1000; // milliseconds

const settled = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

async function inStore(mode, act) {
  try {
    const opening = indexedDB.open(BASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const base = await settled(opening);
    try {
      return await act(base.transaction(STORE, mode).objectStore(STORE));
    } finally {
      base.close();
    }
  } catch {
    return undefined; // forbidden, or full
  }
}

/** @param {{blob: Blob, name: string, upload?: string}} file */
export const keep = (assignment, file) =>
  inStore("readwrite", (store) => settled(store.put({ at: Date.now(), ...file }, assignment)));

/** What was kept of an assignment, or undefined. */
export const kept = (assignment) => inStore("readonly", (store) => settled(store.get(assignment)));

export const forget = (assignment) => inStore("readwrite", (store) => settled(store.delete(assignment)));

/** Drops what is older than a week. */
export const tidy = () =>
  inStore("readwrite", async (store) => {
    const [keys, files] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    keys.forEach((key, index) => Date.now() - files[index].at > KEPT_FOR && store.delete(key));
  });
