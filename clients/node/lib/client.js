"use strict";
// The client: every call takes (what it is about[, block][, callback]) and returns a Promise.

const { readFile } = require("node:fs/promises");
const { basename } = require("node:path");
const { StillPending } = require("./errors.js");
const { Pace } = require("./retrying.js");
const { Sender } = require("./sending.js");

const TYPES = {
  requestMultipleChoice: "multiple-choice",
  requestFreeText: "free-text",
  requestRating: "rating",
  requestImage: "image",
  requestVideo: "video",
  requestAudio: "audio",
  requestAnnotations: "annotations",
  requestAnnotationsWithMultipleChoice: "annotations-with-multiple-choice",
  requestAnnotationsWithFreeText: "annotations-with-free-text",
  requestAnnotationsWithRating: "annotations-with-rating",
};
const PAGE = 200;

/** [block or options as options, callback] of the arguments behind the first, in whichever form they were given. */
function options(rest, number = "block") {
  const callback = typeof rest.at(-1) === "function" ? rest.at(-1) : undefined;
  const [given] = callback ? rest.slice(0, -1) : rest;
  return [typeof given === "object" && given !== null ? given : given === undefined ? {} : { [number]: given }, callback];
}

/** The promise; the callback, if there is one, learns of it too, outside of it: what it throws is its own. */
function told(promise, callback) {
  if (callback) {
    promise.then(
      (result) => process.nextTick(callback, null, result),
      (error) => process.nextTick(callback, error),
    );
  }
  return promise;
}

const idOf = (one) => (typeof one === "object" && one !== null ? one.id : one);
const path = (...parts) => `/v1/${parts.map(encodeURIComponent).join("/")}`;

class Heat {
  #sender;

  constructor(key, given = {}) {
    this.#sender = new Sender(key, typeof given === "string" ? { url: given } : given);
  }

  /** Ask, by the name of a type. */
  request(type, params, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("requests", type), { ...how, body: params }), callback);
  }

  getRequest(request, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("GET", path("requests", idOf(request)), how), callback);
  }

  /** The request once it is over, whatever the end; rejects with StillPending after `timeout` seconds. */
  waitForRequest(request, ...rest) {
    const [how, callback] = options(rest, "timeout");
    const look = (block) => this.#sender.sendOnce("GET", path("requests", idOf(request)), { block, signal: how.signal });
    return told(this.#wait(idOf(request), { block: 60, ...how }, look, (seen) => seen.status !== "pending"), callback);
  }

  /** The response alone. */
  getResponse(request, ...rest) {
    const [how, callback] = options(rest);
    const read = async () => {
      try {
        return (await this.#sender.send("GET", path("responses", idOf(request)), how)).response;
      } catch (error) {
        throw error.status === 449 ? new StillPending(idOf(request)) : error;
      }
    };
    return told(read(), callback);
  }

  abortRequest(request, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("tasks", "abort", idOf(request)), how), callback);
  }

  archiveRequest(request, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("tasks", "archive", idOf(request)), how), callback);
  }

  /** What turned out later: { correct, answer, comment }. */
  sendFeedback(request, feedback, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("requests", idOf(request), "feedback"), { ...how, body: feedback }), callback);
  }

  /** One page: { requests, next }. */
  getRequests(query = {}, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("GET", path("requests"), { ...how, query }), callback);
  }

  /** All requests, newest first, read page by page: for await (const request of heat.listRequests()). */
  listRequests(query = {}) {
    return this.#pages(path("requests"), { limit: PAGE, ...query }, "requests");
  }

  createBatch(batch, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("batch"), { ...how, body: batch }), callback);
  }

  getBatch(batch, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("GET", path("batch", idOf(batch)), how), callback);
  }

  listBatches() {
    return this.#pages(path("batch"), { limit: PAGE }, "batches");
  }

  listBatchTasks(batch) {
    return this.#pages(path("batch", idOf(batch)), { limit: PAGE }, "tasks");
  }

  abortBatch(batch, ...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("POST", path("batch", idOf(batch), "abort"), how), callback);
  }

  /** The batch's counts once nothing of it is pending: it is polled, with doubled pauses. */
  waitForBatch(batch, ...rest) {
    const [how, callback] = options(rest, "timeout");
    const look = async () => {
      const call = { query: { limit: 1 }, signal: how.signal };
      const { tasks, next, ...counts } = await this.#sender.sendOnce("GET", path("batch", idOf(batch)), call);
      return counts;
    };
    return told(this.#wait(idOf(batch), { ...how, block: 0 }, look, (seen) => seen.pending === 0), callback);
  }

  /** What became of all of it, as a file's text: { format: "csv" }. */
  getBatchResults(batch, ...rest) {
    const [{ format = "csv", ...how }, callback] = options(rest, "format");
    const call = { ...how, query: { format }, plain: true };
    return told(this.#sender.send("GET", path("batch", idOf(batch), "results"), call), callback);
  }

  getAccount(...rest) {
    const [how, callback] = options(rest);
    return told(this.#sender.send("GET", path("account"), how), callback);
  }

  /** Upload a file, by its path, or as a Buffer or Blob with a name: { url, expires_at }. */
  uploadFile(file, ...rest) {
    const [{ name, contentType, ...how }, callback] = options(rest);
    const upload = async () => {
      const content = typeof file === "string" ? await readFile(file) : file;
      const form = new FormData();
      const blob = content instanceof Blob ? content : new Blob([content], { type: contentType ?? "" });
      form.set("file", blob, name ?? (typeof file === "string" ? basename(file) : "file"));
      return this.#sender.send("POST", path("files"), { ...how, form });
    };
    return told(upload(), callback);
  }

  async *#pages(where, query, name) {
    for (let cursor; cursor !== null; ) {
      const page = await this.#sender.send("GET", where, { query: { ...query, cursor } });
      yield* page[name];
      cursor = page.next ?? null;
    }
  }

  async #wait(id, { timeout, block, signal, onLook }, look, over) {
    const pace = new Pace(timeout, block, this.#sender.clock, this.#sender.random);
    for (;;) {
      let pause;
      try {
        const seen = await look(pace.nextBlock());
        if (over(seen)) return seen;
        onLook?.(seen);
        pause = pace.afterPending();
      } catch (error) {
        pause = pace.afterFailure(error);
      }
      if (pace.left <= 0) throw new StillPending(id);
      await this.#sender.sleep(pause, signal);
    }
  }
}

for (const [name, type] of Object.entries(TYPES)) {
  Heat.prototype[name] = function (params, ...rest) {
    return this.request(type, params, ...rest);
  };
}

module.exports = { Heat };
