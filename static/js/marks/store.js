/**
 * The marks of one answer, and what was done to them. A mark is {key, index, shape}: `index` is that of its attachment,
 * `shape` what the API calls its keys. Marks are never changed, only replaced, so that a step back is the list before.
 */

const STEPS = 500; // that can be taken back

/**
 * @param {{most: number, changed: () => void, full: () => void}} on `changed` after each change of marks or choice,
 *   `full` where one more mark was wanted than there may be
 */
export function store({ most, changed, full }) {
  let marks = [];
  let past = [];
  let future = [];
  let running = null; // the token of the step that goes on: a drag, a run of arrow keys
  let chosen = null;
  let last = 0;

  function become(next, token) {
    if (!token || token !== running) past = [...past, marks].slice(-STEPS);
    running = token ?? null;
    future = [];
    marks = next;
    settle();
  }

  function settle() {
    if (!marks.some((mark) => mark.key === chosen)) chosen = null;
    changed();
  }

  /** Steps from one pile to the other; whether there was a step. */
  function step(from, to) {
    if (!from.length) return false;
    const before = marks;
    to.push(before);
    marks = from.pop();
    running = null;
    chosen = marks.find((mark) => !before.includes(mark))?.key ?? chosen; // what came, or changed
    settle();
    return true;
  }

  return {
    all: () => marks,
    of: (index) => marks.filter((mark) => mark.index === index),
    get: (key) => marks.find((mark) => mark.key === key),
    number: (key) => marks.findIndex((mark) => mark.key === key) + 1,
    chosen: () => chosen,
    isFull: () => marks.length >= most,
    /** The new mark's key, or null where there are as many as there may be. */
    add(index, shape, token) {
      if (marks.length >= most) {
        full();
        return null;
      }
      last += 1;
      chosen = last;
      become([...marks, { key: last, index, shape }], token);
      return last;
    },
    /** With the same token as the change before, both are one step. */
    put(key, shape, token) {
      const now = marks.find((mark) => mark.key === key);
      if (!now || JSON.stringify(now.shape) === JSON.stringify(shape)) return;
      become(marks.map((mark) => (mark.key === key ? { ...mark, shape } : mark)), token);
    },
    remove(key) {
      if (marks.some((mark) => mark.key === key)) become(marks.filter((mark) => mark.key !== key));
    },
    /** Takes back a drag that turned out to be none. */
    drop(token) {
      if (token !== running) return;
      marks = past.pop();
      running = null;
      settle();
    },
    choose(key) {
      if (key === chosen) return;
      chosen = key;
      running = null;
      changed();
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    kept: () => ({ marks, last }),
    load(kept) {
      marks = kept.marks ?? [];
      last = kept.last ?? 0;
      [past, future, running] = [[], [], null];
      settle();
    },
  };
}
