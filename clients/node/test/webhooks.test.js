"use strict";
// Webhooks, against the published example of Standard Webhooks and made-up ones.
const assert = require("node:assert/strict");
const { createHmac } = require("node:crypto");
const { test } = require("node:test");
const { InvalidSignature, readWebhook } = require("../index.js");

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

function signed(body, { at = 0, secret = SECRET } = {}) {
  const timestamp = String(Math.floor(Date.now() / 1000) + at);
  const key = Buffer.from(secret.slice(6), "base64");
  const signature = createHmac("sha256", key).update(`msg_1.${timestamp}.${body}`).digest("base64");
  return { "Webhook-Id": "msg_1", "Webhook-Timestamp": timestamp, "Webhook-Signature": `v1,bm8= v1,${signature}` };
}

test("a signature that the reference library made fits", () => {
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  const said = readWebhook('{"test": 2432232314}', headers, SECRET, { tolerance: Infinity });
  assert.deepEqual(said, { test: 2432232314 });
});

test("bytes, a Headers, and letters beyond ASCII are taken", () => {
  const body = JSON.stringify({ response: "hä" });
  assert.equal(readWebhook(Buffer.from(body), new Headers(signed(body)), SECRET).response, "hä");
});

for (const [what, body, headers, secret] of [
  ["another body", "{} ", signed("{}"), SECRET],
  ["another secret", "{}", signed("{}"), "whsec_bm90aGluZyBhdCBhbGw="],
  ["an old time", "{}", signed("{}", { at: -302 }), SECRET],
  ["an early time", "{}", signed("{}", { at: 302 }), SECRET],
  ["another id", "{}", { ...signed("{}"), "Webhook-Id": "msg_2" }, SECRET],
  ["words for a time", "{}", { ...signed("{}"), "Webhook-Timestamp": "now" }, SECRET],
  ["no headers", "{}", {}, SECRET],
]) {
  test(`${what} is refused`, () => assert.throws(() => readWebhook(body, headers, secret), InvalidSignature));
}

test("a secret that is none is our own mistake", () => {
  assert.throws(() => readWebhook("{}", signed("{}"), "whsec_???"), TypeError);
});
