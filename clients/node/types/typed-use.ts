// Code that uses heat-client, for tsc --strict: what each question is answered with is known.
import createHeat = require("heat-client");

const heat = createHeat("test_key", { url: "http://127.0.0.1:8000", timeout: 10 });

async function asks(): Promise<void> {
  const chosen: createHeat.Request<string[]> = await heat.requestMultipleChoice({ instruction: "Which?", choices: ["a"] }, 10);
  const words: string[] | null | undefined = (await heat.waitForRequest(chosen, 60)).response;
  const rated = await heat.requestRating({ instruction: "Rate", confidence: { min_agreements: 2, max_crunchers: 3 } });
  const number: number | null | undefined = rated.response;
  const share: number | null | undefined = rated.agreement?.share;
  const marked = await heat.requestAnnotationsWithRating({
    instruction: "Mark",
    attachments_type: "image",
    attachments: ["http://a.example/a.png"],
    per_annotation: { instruction: "Rate", rating_max: 5 },
  });
  const ratings: number[] | undefined = marked.response?.map((mark) => mark.response + (mark.x ?? 0));
  for await (const one of heat.listRequests({ status: "pending" })) await heat.abortRequest(one);
  const { aborted } = await heat.abortBatch(await heat.createBatch({ requests: [{ instruction: "Say" }] }));
  console.log(words, number, share, ratings, aborted.toFixed());
}

heat.requestFreeText({ instruction: "Say", validation: "url" }, function (error, asked) {
  console.log(error?.message, asked.response?.length);
});
heat.getRequest("id", 30, (error, asked) => console.log(error, asked.status));
heat.requestImage({ instruction: "A cake" }, { idempotencyKey: "k", signal: AbortSignal.timeout(1000) });
void asks();

heat.requestFreeText({ instruction: "Say", confidence: { strategy: "adaptive", target: 0.95 } });
// @ts-expect-error: a majority needs its numbers
heat.requestFreeText({ instruction: "Say", confidence: { max_crunchers: 3 } });
// @ts-expect-error: there is no such field
heat.requestRating({ instruction: "Rate", rating_maximum: 3 });
// @ts-expect-error: choices are needed
heat.requestMultipleChoice({ instruction: "Which?" });
