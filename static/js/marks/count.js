/** How many marks there are and may be, in words. */

export const MOST = 1000; // marks in an answer, as the API has it

const plural = (count) => `${count} mark${count === 1 ? "" : "s"}`;

/** "2 of at least 3", as people are told while they work. */
export function soFar(count, least, most) {
  if (most && most === least) return `${count} of ${most}`;
  if (most && least) return `${count} of ${least} to ${most}`;
  if (most) return `${count} of at most ${most}`;
  if (least) return `${count} of at least ${least}`;
  return `${plural(count)} so far`;
}

export const tooFew = (count, least) => `Make at least ${plural(least)}: there ${count === 1 ? "is" : "are"} ${count} so far.`;
export const tooMany = (most) => `There may be at most ${plural(most)}: delete one to add another.`;
