import heat from "./index.js";

export const { Heat, readWebhook, HeatError, ApiError, ConnectionFailed, InvalidSignature, StillPending } = heat;
export default heat;
