"use strict";
// What can go wrong. All are HeatError.

class HeatError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = this.constructor.name;
  }
}

/** The server could not be reached, or the connection broke, as often as it was tried. */
class ConnectionFailed extends HeatError {}

/** A webhook's signature, or its time, is not what the server of the secret would have sent. */
class InvalidSignature extends HeatError {}

/** The time to wait is over and there is no answer yet; `id` can be waited for again. */
class StillPending extends HeatError {
  constructor(id) {
    super(`${id} is still pending; nothing is lost: wait for it again with this id`);
    this.id = id;
  }
}

/** The server answered with an error. `errors`: messages by the path of a field; `retryAfter` in seconds. */
class ApiError extends HeatError {
  constructor(status, body, requestId, retryAfter) {
    const known = body !== null && typeof body === "object" ? body : { title: "Unexpected answer", detail: String(body) };
    const errors = known.errors ?? {};
    const paths = Object.keys(errors).filter(Boolean);
    const more = paths.length > 1 ? ` ${paths.map((path) => `${path}: ${errors[path].join(" ")}`).join("; ")}` : "";
    super(`${status} ${known.title ?? ""}: ${String(known.detail ?? "").slice(0, 500)}${more}`);
    this.status = status;
    this.title = known.title ?? "";
    this.detail = known.detail ?? "";
    this.errors = errors;
    this.body = known;
    this.requestId = requestId ?? "";
    this.retryAfter = retryAfter;
  }
}

module.exports = { HeatError, ConnectionFailed, InvalidSignature, StillPending, ApiError };
