"use strict";
// Whether a webhook is genuine, by the algorithm of Standard Webhooks.

const { createHmac, timingSafeEqual } = require("node:crypto");
const { InvalidSignature } = require("./errors.js");

const TOLERANCE = 300; // seconds that a webhook's time may be off

/**
 * What a genuine webhook says. `body` is what came, byte for byte; `headers` a plain object or a Headers.
 * Throws InvalidSignature, and TypeError for what is no secret.
 */
function readWebhook(body, headers, secret, { tolerance = TOLERANCE } = {}) {
  const encoded = String(secret).replace(/^whsec_/, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/.test(encoded)) {
    throw new TypeError("a signing secret is whsec_ and base64");
  }
  const given = Object.fromEntries(
    [...(typeof headers.entries === "function" ? headers.entries() : Object.entries(headers))].map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => {
    const value = given[`webhook-${name}`];
    if (value === undefined) throw new InvalidSignature(`there is no header webhook-${name}`);
    return value;
  });
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerance) {
    throw new InvalidSignature("its time is not now: sent again by somebody, or a clock is wrong");
  }
  const wanted = createHmac("sha256", Buffer.from(encoded, "base64")).update(`${id}.${timestamp}.`).update(body).digest();
  const fits = signatures.split(" ").some((signature) => {
    if (!signature.startsWith("v1,")) return false;
    const value = Buffer.from(signature.slice(3), "base64");
    return value.length === wanted.length && timingSafeEqual(value, wanted);
  });
  if (!fits) throw new InvalidSignature("no signature fits: another secret, or the body is not what was sent");
  return JSON.parse(typeof body === "string" ? body : Buffer.from(body).toString("utf8"));
}

module.exports = { readWebhook };
