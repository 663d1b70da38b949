// A program that makes every call of the Node package: every_call.mjs TEST_KEY LIVE_KEY.
// People answer its live questions. The last line that it prints is the number of calls that worked.
import assert from "node:assert/strict";
import { ApiError, Heat, StillPending } from "heat-client";

const POINTS = { instruction: "Mark", attachments: ["a text to mark"] };
const NOBODY = "00000000-0000-4000-8000-000000000000";
let made = 0;

const did = (result) => {
  made += 1;
  return result;
};
const raises = async (promise, like) => {
  await assert.rejects(promise, like);
  made += 1;
};
const status = (number) => (error) => error instanceof ApiError && error.status === number;
const gathered = async (items) => {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
};

async function askEverything(heat, media) {
  const answered = async (asked) => {
    const done = did(await heat.waitForRequest(did(await asked)));
    assert.equal(done.status, "complete");
    return done.response;
  };
  const scale = { instruction: "Rate", rating_max: 10, rating_step: 2 };
  const yes = { instruction: "Is it?", choices: ["yes"] };
  assert.deepEqual(await answered(heat.requestMultipleChoice({ ...yes, tags: ["every node"] }, 1)), ["yes"]);
  assert.ok(await answered(heat.requestFreeText({ instruction: "Say" })));
  assert.ok((await answered(heat.requestRating(scale, { block: 1 }))) <= 10);
  assert.ok((await answered(heat.requestAnnotations(POINTS)))[0].start >= 0);
  const chosen = await answered(heat.requestAnnotationsWithMultipleChoice({ ...POINTS, per_annotation: yes }));
  assert.deepEqual(chosen[0].response, ["yes"]);
  const written = heat.requestAnnotationsWithFreeText({ ...POINTS, per_annotation: { instruction: "Say" } });
  assert.equal(typeof (await answered(written))[0].response, "string");
  assert.ok((await answered(heat.requestAnnotationsWithRating({ ...POINTS, per_annotation: scale })))[0].response <= 10);
  assert.ok((await answered(heat.request("rating", scale))) <= 10);
  for (const name of media ? ["requestImage", "requestVideo", "requestAudio"] : []) {
    assert.match(await answered(heat[name]({ instruction: "A cake" })), /^http/);
  }
}

async function readAndEnd(heat, more) {
  const asked = did(await heat.requestImage({ instruction: "Stays", tags: ["ends node"], deadline: 3600, ...more }));
  assert.equal(asked.status, "pending");
  assert.equal(did(await heat.getRequest(asked.id, 0.1)).status, "pending");
  await raises(heat.waitForRequest(asked, { timeout: 0.3, block: 0.1 }), StillPending);
  await raises(heat.getResponse(asked), StillPending);
  assert.deepEqual(did(await gathered(heat.listRequests({ status: "pending", tag: "ends node" }))).map((one) => one.id), [asked.id]);
  await raises(heat.archiveRequest(asked), status(400));
  assert.deepEqual(did(await heat.abortRequest(asked.id, 1)), { success: true });
  assert.equal(did(await heat.waitForRequest(asked.id)).status, "aborted");
  await raises(heat.getResponse(asked), status(400));
  did(await heat.archiveRequest(asked));
  assert.equal((await gathered(heat.listRequests({ tag: "ends node" }))).length, 0);
  assert.equal((await gathered(heat.listRequests({ tag: "ends node", archived: true }))).length, 1);
  const page = did(await heat.getRequests({ limit: 1 }));
  assert.notEqual(did(await heat.getRequests({ limit: 1, cursor: page.next })).requests[0].id, page.requests[0].id);
  const [answered] = await gathered(heat.listRequests({ tag: "every node" }));
  assert.deepEqual(did(await heat.getResponse(answered)), ["yes"]);
  const how = { idempotencyKey: `node ${answered.id}` };
  const once = did(await heat.requestFreeText({ instruction: "Once" }, how));
  assert.equal(did(await heat.requestFreeText({ instruction: "Once" }, how)).id, once.id);
  const wrong = (error) => status(400)(error) && Object.keys(error.errors).sort().join() === "choices,instruction";
  await raises(heat.requestMultipleChoice({ instruction: "", choices: [] }), wrong);
  await raises(heat.getRequest(NOBODY), status(404));
  assert.ok(did(await heat.getAccount()).name);
}

async function batches(heat) {
  const requests = [{ instruction: "Say" }, { instruction: "Is it?", type: "multiple-choice", choices: ["yes"] }];
  const batch = did(await heat.createBatch({ type: "free-text", name: "two", requests }));
  assert.equal(did(await heat.waitForBatch(batch, 60)).complete, 2);
  assert.deepEqual(did(await gathered(heat.listBatchTasks(batch))).map((one) => one.type), ["free-text", "multiple-choice"]);
  assert.deepEqual(did(await heat.getBatch(batch.id)).tasks[1].response, ["yes"]);
  assert.match(did(await heat.getBatchResults(batch)), /yes/);
  assert.match(did(await heat.getBatchResults(batch.id, "jsonl")), /"yes"/);
  await raises(heat.getBatchResults(batch, "nonsense"), status(400));
  assert.ok(did(await gathered(heat.listBatches())).some((one) => one.id === batch.id));
  const waiting = did(await heat.createBatch({ type: "image", requests: [{ instruction: "A cake" }] }));
  assert.equal(did(await heat.abortBatch(waiting)).aborted, waiting.pending);
  await raises(heat.createBatch({ requests }), status(400));
}

/** Calls that a server may not have yet: its own description says so. */
async function whereThereIs(test, live) {
  const { paths } = await (await fetch(`${process.env.HEAT_URL}/v1/openapi.json`)).json();
  if (Object.keys(paths).some((path) => path.endsWith("/feedback"))) {
    const [answered] = await gathered(live.listRequests({ status: "complete", tag: "every node" }));
    did(await live.sendFeedback(answered, { correct: true, comment: "seen later" }));
    await raises(test.sendFeedback(answered, { correct: true }), status(404));
  }
  if ("/v1/files" in paths) {
    const picture = await (await fetch(`${process.env.HEAT_URL}/static/samples/sample.png`)).blob();
    const { url } = did(await test.uploadFile(picture, { name: "a picture.png" }));
    assert.equal((await fetch(url)).headers.get("content-type"), "image/png");
    const attached = { attachments_type: "image", attachments: [url] };
    did(await test.requestMultipleChoice({ instruction: "Is it?", choices: ["yes"], ...attached }));
    await raises(test.uploadFile(Buffer.from("words"), { name: "words.txt" }), status(400));
  }
}

const [testKey, liveKey] = process.argv.slice(2);
const [test, live] = [new Heat(testKey), new Heat(liveKey)];
await askEverything(test, true);
await readAndEnd(test, { staging: { status: "pending" } });
await batches(test);
const flagged = did(await test.requestFreeText({ instruction: "Say", staging: { status: "flagged" } }));
assert.ok(flagged.cruncher_feedback && flagged.flags[0].reason);
await askEverything(live, false);
await readAndEnd(live, {});
await batches(live);
await whereThereIs(test, live);
await raises(new Heat("live_wrong").getAccount(), status(401));
console.log(made);
