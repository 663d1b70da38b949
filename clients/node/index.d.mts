import heat = require("./index.js");

export import Heat = heat.Heat;
export import readWebhook = heat.readWebhook;
export import HeatError = heat.HeatError;
export import ApiError = heat.ApiError;
export import ConnectionFailed = heat.ConnectionFailed;
export import InvalidSignature = heat.InvalidSignature;
export import StillPending = heat.StillPending;
export default heat;
