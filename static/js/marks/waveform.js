/** How loud a sound is over its time, where its host lets other sites read it (CORS). */

const LONGEST = 30 * 60; // seconds: decoded, a longer sound fills the memory of a telephone
const RATE = 8000; // samples a second
const COLUMNS = 1000;

/** @returns {Promise<number[]|null>} loudness from 0 to 1 in equal steps of time; null where it can't be had */
export async function waveform(url, duration) {
  if (!(duration > 0 && duration <= LONGEST) || !globalThis.OfflineAudioContext) return null;
  try {
    const answer = await fetch(url, { mode: "cors", credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) return null;
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await answer.arrayBuffer());
    const samples = sound.getChannelData(0);
    const each = Math.max(1, Math.floor(samples.length / COLUMNS));
    const peaks = [];
    for (let from = 0; from < samples.length; from += each) {
      let peak = 0;
      for (let at = from; at < Math.min(from + each, samples.length); at += 1) peak = Math.max(peak, Math.abs(samples[at]));
      peaks.push(peak);
    }
    const loudest = peaks.reduce((one, other) => Math.max(one, other), 0.05);
    return peaks.map((peak) => Math.max(0.01, peak / loudest));
  } catch {
    return null; // not allowed, or of a kind that this browser can't decode: a plain line then
  }
}
