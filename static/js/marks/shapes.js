/** Points and rectangles in whole pixels of something `width` by `height`; and marks in words. */

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The pixel that a place lies on. */
export const pointAt = ({ x, y }, { width, height }) => ({
  x: clamp(Math.floor(x), 0, width - 1),
  y: clamp(Math.floor(y), 0, height - 1),
});

/** Two edges in order, at least a pixel apart, inside 0 to `limit`. */
function edges(one, other, limit) {
  const [low, high] = [one, other].map((value) => clamp(Math.round(value), 0, limit)).sort((a, b) => a - b);
  if (low < high) return [low, high];
  return high < limit ? [low, high + 1] : [low - 1, high];
}

/** The rectangle between two places. */
export function between(one, other, { width, height }) {
  const [x, x2] = edges(one.x, other.x, width);
  const [y, y2] = edges(one.y, other.y, height);
  return { x, y, x2, y2 };
}

/** A shape moved by whole pixels, as far as it can go. */
export function moved(shape, dx, dy, { width, height }) {
  const right = shape.x2 ?? shape.x + 1;
  const bottom = shape.y2 ?? shape.y + 1;
  const [by, down] = [clamp(Math.round(dx), -shape.x, width - right), clamp(Math.round(dy), -shape.y, height - bottom)];
  const next = { ...shape, x: shape.x + by, y: shape.y + down };
  return "x2" in shape ? { ...next, x2: shape.x2 + by, y2: shape.y2 + down } : next;
}

/** A rectangle with the edges that a handle has hold of ("n", "e", "s", "w", or two of them) moved. */
export function resized(shape, handle, dx, dy, size) {
  const edge = (name, value, by) => (handle.includes(name) ? value + by : value);
  const one = { x: edge("w", shape.x, dx), y: edge("n", shape.y, dy) };
  const other = { x: edge("e", shape.x2, dx), y: edge("s", shape.y2, dy) };
  return { ...shape, ...between(one, other, size) };
}

/** Seconds as minutes, seconds and thousandths. */
export function clock(seconds) {
  const whole = Math.round(seconds * 1000);
  const minutes = Math.floor(whole / 60000);
  const rest = ((whole % 60000) / 1000).toFixed(3).padStart(6, "0");
  return `${minutes}:${rest}`;
}

/** What a mark is, in a few words, for the eye and the ear. */
export function inWords(shape) {
  const time = "t" in shape ? clock(shape.t) : "";
  if ("x2" in shape) {
    const area = `${shape.x2 - shape.x} × ${shape.y2 - shape.y} at ${shape.x}, ${shape.y}`;
    return time ? `${area}, ${time}` : area;
  }
  if ("x" in shape) return time ? `${shape.x}, ${shape.y}, ${time}` : `${shape.x}, ${shape.y}`;
  if ("t2" in shape) return `${time} to ${clock(shape.t2)}`;
  return time;
}
