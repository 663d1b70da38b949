"use strict";

const { Heat } = require("./lib/client.js");
const errors = require("./lib/errors.js");
const { readWebhook } = require("./lib/webhooks.js");

/** A client: `require("heat-client")(key)`. Without them HEAT_API_KEY and HEAT_URL say which key and server. */
function heat(key, options) {
  return new Heat(key, options);
}

module.exports = Object.assign(heat, { Heat, readWebhook, ...errors });
