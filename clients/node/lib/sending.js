"use strict";
// Calls over fetch: sent, understood, and sent again while that is of use.

const { randomUUID } = require("node:crypto");
const { setTimeout: sleepMilliseconds } = require("node:timers/promises");
const { ApiError, ConnectionFailed, HeatError } = require("./errors.js");
const { delay, secondsOf, worthAnotherTry } = require("./retrying.js");
const { version } = require("../package.json");

const DEFAULT_URL = "http://127.0.0.1:8000";

class Sender {
  constructor(key, options) {
    key = key || process.env.HEAT_API_KEY;
    if (!key) throw new HeatError("No API key: give one, or set HEAT_API_KEY.");
    this.url = (options.url || process.env.HEAT_URL || DEFAULT_URL).replace(/\/+$/, "");
    this.headers = { "X-Heat-API-Key": key, "User-Agent": `heat-client-node/${version}`, Accept: "application/json" };
    this.timeout = options.timeout ?? 30;
    this.retries = options.retries ?? 5;
    this.fetch = options.fetch ?? globalThis.fetch;
    this.random = options.random ?? Math.random;
    this.clock = options.clock ?? (() => performance.now() / 1000);
    this.sleep = options.sleep ?? ((seconds, signal) => sleepMilliseconds(seconds * 1000, undefined, { signal }));
  }

  /** What answers a call, sent again while that is of use. Rejects with a HeatError. */
  async send(method, path, call = {}) {
    const once = ready(method, call);
    for (let tried = 1; ; tried++) {
      try {
        return await this.sendOnce(method, path, once);
      } catch (error) {
        if (tried > this.retries || error.status === 449 || !worthAnotherTry(error)) throw error;
        await this.sleep(delay(tried, error, this.random), once.signal);
      }
    }
  }

  /** What answers a call, sent once. Rejects with a HeatError, or with the signal's reason. */
  async sendOnce(method, path, call = {}) {
    const { query = {}, body, form, block = 0, idempotencyKey, signal, plain } = call;
    const url = new URL(this.url + path);
    for (const [name, value] of Object.entries({ ...query, ...(block ? { block } : {}) })) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    const headers = { ...this.headers };
    if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const late = new AbortController();
    const leave = () => late.abort(signal.reason);
    const timer = setTimeout(() => late.abort(new Error("no answer in time")), (this.timeout + block) * 1000);
    signal?.addEventListener("abort", leave);
    try {
      signal?.throwIfAborted();
      const content = form ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await this.fetch(url, { method, headers, body: content, signal: late.signal, redirect: "manual" });
      return understand(response, await response.text(), plain);
    } catch (error) {
      if (error instanceof HeatError) throw error;
      if (signal?.aborted) throw signal.reason;
      throw new ConnectionFailed(`${error.message}: ${error.cause?.message ?? error.cause?.code ?? "no more is known"}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    }
  }
}

/** The call with a key of its own when it is a POST, the same however often it is sent. */
function ready(method, call) {
  return method === "POST" ? { ...call, idempotencyKey: call.idempotencyKey ?? randomUUID() } : call;
}

function understand(response, text, plain) {
  if (plain && response.ok) return text;
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    if (response.ok) throw new ConnectionFailed("the answer is not JSON: is this the server's address?");
  }
  if (response.ok) return body;
  const { headers } = response;
  throw new ApiError(response.status, body, headers.get("x-request-id"), secondsOf(headers.get("retry-after")));
}

module.exports = { Sender };
