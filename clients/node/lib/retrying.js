"use strict";
// When to send a call again. No clock but what is given, no network. All times are in seconds.

const { ApiError, ConnectionFailed } = require("./errors.js");

const AGAIN = new Set([429, 449, 500, 502, 503, 504]);
const FIRST_DELAY = 0.5;
const LONGEST_DELAY = 30;
const PATIENCE = 60; // a Retry-After beyond it is not slept through, but raised
const OUTAGE = 900; // so long a wait goes on while nothing at all is answered

/** Whether the same call may well succeed a little later. */
function worthAnotherTry(error) {
  if (error instanceof ApiError) return AGAIN.has(error.status) && (error.retryAfter ?? 0) <= PATIENCE;
  return error instanceof ConnectionFailed;
}

/** Seconds before the next try, after `tried` of them: doubled each time, scattered, never under Retry-After. */
function delay(tried, error, random = Math.random) {
  const scattered = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(tried - 1, 10)) * (0.5 + random() / 2);
  const wanted = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return Math.max(scattered, wanted + scattered / 10);
}

/** A Retry-After header, a number or a date, in seconds from now; undefined for what is neither. */
function secondsOf(retryAfter, now = Date.now()) {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  const wait = Number.isNaN(seconds) ? (Date.parse(retryAfter) - now) / 1000 : seconds;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * The rhythm of one wait: how long to block next, and how long to pause before that. A server that holds the call is
 * asked again at once; where it answers sooner than it was asked to, and after failures, the pauses double.
 */
class Pace {
  constructor(timeout, block, clock, random) {
    this.clock = clock;
    this.random = random;
    this.block = block;
    this.end = timeout === undefined ? Infinity : clock() + timeout;
    this.tried = 0;
    this.asked = 0;
    this.askedAt = this.heardAt = clock();
  }

  get left() {
    return Math.max(0, this.end - this.clock());
  }

  nextBlock() {
    this.askedAt = this.clock();
    this.asked = Math.round(Math.min(this.block, this.left) * 1000) / 1000;
    return this.asked;
  }

  afterPending() {
    const now = (this.heardAt = this.clock());
    if (this.asked && now - this.askedAt >= this.asked / 2) {
      this.tried = 0;
      return 0;
    }
    return Math.min(delay(++this.tried, undefined, this.random), this.left);
  }

  /** Throws the error when another try is of no use. */
  afterFailure(error) {
    const now = this.clock();
    if (error instanceof ApiError) this.heardAt = now;
    if (!worthAnotherTry(error) || now - this.heardAt > OUTAGE) throw error;
    return Math.min(delay(++this.tried, error, this.random), this.left);
  }
}

module.exports = { Pace, delay, secondsOf, worthAnotherTry };
