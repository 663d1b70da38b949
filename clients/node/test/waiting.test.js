"use strict";
// How the client waits and tries again, with no network and no time.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const heatClient = require("../index.js");
const { ApiError, ConnectionFailed, Heat, StillPending } = heatClient;

const PENDING = { id: "one", status: "pending" };
const COMPLETE = { id: "one", status: "complete", response: "hi" };
const broken = () => Object.assign(new TypeError("fetch failed"), { cause: new Error("reset") });
const problem = (status, headers = {}) =>
  new Response(JSON.stringify({ title: "Problem", detail: "It is so." }), { status, headers });

/** A client whose calls are answered by the steps, the last of them for ever; `calls` and `slept` tell what it did. */
function client(...steps) {
  const calls = [];
  const slept = [];
  let now = 1000;
  const options = {
    url: "http://heat.example/",
    random: () => 1,
    clock: () => now,
    sleep: async (seconds) => {
      slept.push(seconds);
      now += seconds;
    },
    fetch: async (url, call) => {
      calls.push({ url, ...call });
      const step = steps.length > 1 ? steps.shift() : steps[0];
      if (step instanceof Error) throw step;
      if (typeof step === "number") {
        now += step;
        return Response.json(PENDING);
      }
      return step instanceof Response ? step.clone() : Response.json(step);
    },
  };
  return Object.assign(new Heat("test_key", options), { calls, slept });
}

for (const status of ["complete", "flagged", "aborted"]) {
  test(`a wait ends when it is ${status}`, async () => {
    assert.equal((await client(PENDING, { ...COMPLETE, status }).waitForRequest("one")).status, status);
  });
}

for (const status of [400, 401, 404, 408, 413]) {
  test(`a wait raises on ${status} at once`, async () => {
    const heat = client(problem(status));
    await assert.rejects(heat.waitForRequest("one"), (error) => error instanceof ApiError && error.status === status);
    assert.deepEqual(heat.slept, []);
  });
}

for (const status of [429, 449, 500, 503]) {
  test(`a wait goes on through ${status} and a connection that breaks`, async () => {
    assert.equal((await client(problem(status), broken(), COMPLETE).waitForRequest("one")).response, "hi");
  });
}

test("polling doubles its pauses up to a limit", async () => {
  const heat = client(...Array(8).fill(PENDING), COMPLETE);
  await heat.waitForRequest("one", { block: 0 });
  assert.deepEqual(heat.slept, [0.5, 1, 2, 4, 8, 16, 30, 30]);
});

test("a server that holds the call is asked again at once, one that lets it go is not asked in a rush", async () => {
  const heat = client(60, PENDING, PENDING, COMPLETE);
  await heat.waitForRequest("one");
  assert.deepEqual(heat.slept, [0, 0.5, 1]);
});

test("a wait with a timeout says what to wait for again", async () => {
  const heat = client(PENDING);
  await assert.rejects(heat.waitForRequest("one", 10), (error) => error instanceof StillPending && error.id === "one");
  assert.equal(heat.slept.reduce((sum, one) => sum + one), 10);
});

test("a wait gives up a server that is away for a quarter of an hour", async () => {
  const heat = client(broken());
  await assert.rejects(heat.waitForRequest("one"), ConnectionFailed);
  assert.ok(heat.slept.reduce((sum, one) => sum + one) >= 900);
});

test("a call is sent again no sooner than Retry-After says, and one of days is raised", async () => {
  const heat = client(problem(429, { "Retry-After": "7" }), COMPLETE);
  await heat.getRequest("one");
  assert.ok(heat.slept[0] >= 7 && heat.slept[0] < 8);
  const long = client(problem(429, { "Retry-After": "90000" }));
  await assert.rejects(long.requestFreeText({}), { retryAfter: 90000 });
  assert.deepEqual(long.slept, []);
});

test("every POST has a key of its own and keeps it when it is sent again", async () => {
  const heat = client(broken(), problem(503), PENDING);
  await heat.requestFreeText({ instruction: "Say" });
  await heat.abortRequest("one");
  const keys = heat.calls.map((call) => call.headers["Idempotency-Key"]);
  assert.ok(keys[0] && keys[0] === keys[1] && keys[1] === keys[2] && keys[3] !== keys[0]);
});

test("it gives up after so many tries", async () => {
  const heat = client(problem(503));
  await assert.rejects(heat.getAccount(), { status: 503 });
  assert.deepEqual(heat.slept, [0.5, 1, 2, 4, 8]);
});

test("a proxy's page is an error like any other", async () => {
  await assert.rejects(client(new Response("<h1>Bad gateway</h1>", { status: 502 })).getAccount(), /Bad gateway/);
  await assert.rejects(client(new Response("<h1>Welcome</h1>")).getAccount(), /server's address/);
});

test("a callback gets what the Promise gets, and an error is not unhandled", async () => {
  const got = await new Promise((done) => client(COMPLETE).getRequest("one", (error, result) => done([error, result])));
  assert.deepEqual(got, [null, COMPLETE]);
  const failed = await new Promise((done) => client(problem(404)).getRequest("one", 3, (error, ...more) => done([error.status, more])));
  assert.deepEqual(failed, [404, []]);
});

test("an aborted signal ends a wait", async () => {
  const controller = new AbortController();
  const heat = client(PENDING);
  const waiting = heat.waitForRequest("one", { signal: controller.signal, onLook: () => controller.abort(new Error("enough")) });
  await assert.rejects(waiting, /enough/);
});

test("without a key it says what to set", () => {
  const before = process.env.HEAT_API_KEY;
  delete process.env.HEAT_API_KEY;
  assert.throws(() => heatClient(), /HEAT_API_KEY/);
  if (before) process.env.HEAT_API_KEY = before;
});

test("every call is declared, and nothing else", async () => {
  const { readFileSync } = require("node:fs");
  const declared = readFileSync(`${__dirname}/../index.d.ts`, "utf8").match(/class Heat \{(.*?)\n  \}/s)[1];
  const names = new Set([...declared.matchAll(/^    (\w+)[:(<]/gm)].map(([, name]) => name));
  assert.deepEqual([...names].sort(), Object.getOwnPropertyNames(Heat.prototype).sort());
  const namespace = await import("../index.mjs");
  assert.deepEqual(Object.keys(namespace).filter((name) => name !== "default").sort(), Object.keys(heatClient).sort());
});
