// The same from an ES module.
import createHeat, { ApiError, Heat, readWebhook, StillPending } from "heat-client";

const heat: Heat = createHeat();
try {
  const asked = await new Heat("test_key").requestFreeText({ instruction: "Say" }, { block: 3 });
  await heat.waitForRequest(asked.id, { timeout: 3, onLook: (seen) => console.log(seen.eta?.p50) });
} catch (error) {
  if (error instanceof StillPending) console.log(error.id.length);
  if (error instanceof ApiError) console.log(error.errors["choices"]?.[0], error.status.toFixed());
}
const said = readWebhook("{}", new Headers(), "whsec_");
console.log("total" in said ? said.total : said.response);
