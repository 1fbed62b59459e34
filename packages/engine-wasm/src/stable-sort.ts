/** Numbers other than NaN to sort by, and where each of them stood. */
export class Entries {
  readonly keys: Float64Array;
  /** The bits of the keys, low words first. */
  readonly words: Int32Array;
  readonly places: Int32Array;

  constructor(length: number) {
    this.keys = new Float64Array(length);
    this.words = new Int32Array(this.keys.buffer);
    this.places = new Int32Array(length);
  }
}

/** Up to so many are sorted by insertion, as are the runs that longer ones are merged of. */
export const few = 12;
/** Sorts the first `count` entries by their keys, equal ones as they stood, with `other` as room. Returns whichever of the two holds the result. */
export function mergeSort(entries: Entries, other: Entries, count: number): Entries {
  for (let start = 0; start < count; start += few) {
    const end = Math.min(start + few, count);
    for (let i = start + 1; i < end; i++) {
      insert(entries, entries.keys[i]!, entries.places[i]!, start, i);
    }
  }
  let [from, to] = [entries, other];
  for (let width = few; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Puts an entry into those that are in order from `start` to `end`, behind equal ones; what is behind it moves up. */
export function insert(
  { keys, places }: Entries,
  key: number,
  place: number,
  start: number,
  end: number,
): void {
  let i = end;
  for (; i > start && keys[i - 1]! > key; i--) {
    keys[i] = keys[i - 1]!;
    places[i] = places[i - 1]!;
  }
  keys[i] = key;
  places[i] = place;
}

/** Merges `[start, middle)` and `[middle, end)`, each in order. */
function merge(from: Entries, to: Entries, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle];
  for (let i = start; i < end; i++) {
    const takesRight = left >= middle || (right < end && from.keys[right]! < from.keys[left]!);
    const at = takesRight ? right++ : left++;
    to.keys[i] = from.keys[at]!;
    to.places[i] = from.places[at]!;
  }
}

/** As `mergeSort`, faster for many: in the order of one digit after the other, from the lowest. */
export function radixSort(entries: Entries, other: Entries, count: number): Entries {
  let [from, to] = [entries, other];
  for (let which = 0; which < 6; which++) {
    if (distribute(from, to, count, which)) [from, to] = [to, from];
  }
  return from;
}

/** Writes entries in the order of a digit to others, equal ones as they stood; not where all have the same. Says whether it did. */
function distribute(
  { keys, words, places }: Entries,
  to: Entries,
  count: number,
  which: number,
): boolean {
  const next = new Int32Array(2048);
  for (let i = 0; i < count; i++) next[digitOf(words, i, which)]!++;
  if (next[digitOf(words, 0, which)] === count) return false;
  let before = 0;
  for (let digit = 0; digit < 2048; digit++) {
    const here = next[digit]!;
    next[digit] = before;
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const at = next[digitOf(words, i, which)]!++;
    to.keys[at] = keys[i]!;
    to.places[at] = places[i]!;
  }
  return true;
}

/** The digit `which` of six, of eleven bits each and from the lowest, of a key as an integer without a sign that grows with it. */
function digitOf(words: Int32Array, i: number, which: number): number {
  const high = words[2 * i + 1]!;
  const negative = high >> 31;
  if (which < 3) return ((words[2 * i]! ^ negative) >>> (11 * which)) & 2047;
  return ((high ^ (negative | (1 << 31))) >>> (11 * (which - 3))) & 2047;
}
