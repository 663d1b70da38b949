/**
 * Sends a file in pieces, and goes on where it was broken off: while the network is gone it waits and asks again, and
 * what the server says of where to go on is what counts.
 */

const FIRST_PIECE = 128 * 1024; // bytes; a piece that goes fast is followed by a larger one, so that progress is seen
const QUICK = 600; // milliseconds
const WAITS = [500, 1000, 2000, 4000]; // milliseconds until it is tried again; the last one from then on
const FAILURES = 8; // errors of the server in a row that are put up with; a network that is gone is waited for

export class Refused extends Error {}

/** Resolved after a while, or as soon as the browser says that the network is back. */
function pause(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
    function end() {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      done();
    }
  });
}

/**
 * @param {Blob} blob
 * @param {string} name the file's own name
 * @param {{call: Function, piece: Function}} page the work page's calls, for the task on it
 * @param {{upload?: string, signal: AbortSignal, begun: (upload: string) => void,
 *          progress: (sent: number, waiting: boolean) => void}} on
 * @returns {Promise<{url: string, type: string, size: number}>} rejects with Refused, whose message is for the person
 */
export async function upload(blob, name, page, { upload: known, signal, begun, progress }) {
  let failed = 0; // errors in a row
  let waited = 0; // times in a row
  let sent = 0;

  /** Makes a call until it is answered. */
  async function answered(make) {
    for (;;) {
      signal.throwIfAborted();
      const { status, body } = await make();
      signal.throwIfAborted();
      if (status === 200) {
        failed = waited = 0;
        return body;
      }
      if (status === 400 || status === 413) throw new Refused(body.message || "The server did not take this file.");
      if (status === 409) throw new Refused(body.message || "This question is no longer yours.");
      if (status !== 0 && status !== 401 && ++failed > FAILURES) throw new Refused("The server had errors. Try it again in a while.");
      progress(sent, true);
      await pause(WAITS[Math.min(waited++, WAITS.length - 1)], signal);
    }
  }

  async function begin() {
    if (known) {
      try {
        return { upload: known, ...(await answered(() => page.call("offset", { upload: known }))) };
      } catch (error) {
        if (!(error instanceof Refused)) throw error; // the server has forgotten it: anew
      }
    }
    return answered(() => page.call("upload", { size: blob.size, name }));
  }

  const start = await begin();
  begun(start.upload);
  let size = Math.min(FIRST_PIECE, start.piece);
  sent = start.offset;
  for (;;) {
    progress(sent, false);
    while (sent < blob.size) {
      const [from, before] = [sent, performance.now()];
      const piece = blob.slice(from, from + size);
      sent = (await answered(() => page.piece({ upload: start.upload, offset: from }, piece))).offset;
      if (performance.now() - before < QUICK) size = Math.min(size * 2, start.piece);
      progress(sent, false);
    }
    const said = await answered(() => page.call("finish", { upload: start.upload }));
    if (said.url) return said;
    if (said.wait) await pause(said.wait * 1000, signal);
    sent = said.offset ?? sent;
  }
}
