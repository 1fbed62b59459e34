/** Numbers other than NaN to sort by, and where each of them stood. */
export class Entries {
  readonly keys: Float32Array | Float64Array;
  /** The bits of the keys, low words first, and how many words a key has. */
  readonly words: Int32Array;
  readonly width: number;
  readonly places: Int32Array;

  /** Room for so many numbers that a float32 holds, or only a float64. */
  constructor(length: number, single: boolean) {
    this.keys = single ? new Float32Array(length) : new Float64Array(length);
    this.words = new Int32Array(this.keys.buffer);
    this.width = single ? 1 : 2;
    this.places = new Int32Array(length);
  }
}

/** Puts an entry into those that are in order before `end`, behind equal ones; what is behind it moves up. */
export function insert({ keys, places }: Entries, key: number, place: number, end: number): void {
  let i = end;
  for (; i > 0 && keys[i - 1]! > key; i--) {
    keys[i] = keys[i - 1]!;
    places[i] = places[i - 1]!;
  }
  keys[i] = key;
  places[i] = place;
}

/**
 * Sorts entries by their keys, equal ones as they stood, so far that the first `count` of them are in order, with `other` as room. Returns whichever of the two holds the result.
 * Where not all are asked for, they are brought in the order of their highest eleven bits, and those beyond the bits of the last that is asked for count no more. Then goes one
 * digit after the other, from the lowest: digits have eleven bits where there are so many entries that counting so many digits takes less time than going over all once more.
 */
export function radixSort(entries: Entries, other: Entries, held: number, count: number): Entries {
  let [from, to] = [entries, other];
  const { width } = entries;
  let rest = held;
  flip(from, held, 0);
  if (count < held) {
    if (distribute(from, to, held, width - 1, 21, 2047)) [from, to] = [to, from];
    rest = next[from.words[width * count - 1]! >>> 21]!;
  }
  const bits = rest < 4096 ? 8 : 11;
  for (let word = 0; word < width; word++) {
    for (let low = 0; low < 32; low += bits) {
      if (distribute(from, to, rest, word, low, (1 << bits) - 1)) [from, to] = [to, from];
    }
  }
  flip(from, rest, -1);
  return from;
}

/** Makes bits of keys integers without a sign that grow with them, or, with `back` −1, makes those bits of keys again. */
function flip({ words, width }: Entries, count: number, back: 0 | -1): void {
  for (let i = width - 1; i < width * count; i += width) {
    const negative = (words[i]! >> 31) ^ back;
    words[i]! ^= negative | (1 << 31);
    if (width > 1) words[i - 1]! ^= negative;
  }
}

/** How often each digit occurs, and then where its entries go: where the last of them ends, when they are there. */
const next = new Int32Array(2048);

/** Writes entries in the order of a digit of one of their words to others, equal ones as they stood; not where all have the same. Says whether it did. */
function distribute(
  { words, width, places }: Entries,
  { words: toWords, places: toPlaces }: Entries,
  count: number,
  word: number,
  low: number,
  most: number,
): boolean {
  next.fill(0, 0, most + 1);
  for (let i = 0; i < count; i++) next[(words[width * i + word]! >>> low) & most]!++;
  if (next[(words[word]! >>> low) & most] === count) return false;
  let before = 0;
  for (let digit = 0; digit <= most; digit++) {
    const here = next[digit]!;
    next[digit] = before;
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const at = next[(words[width * i + word]! >>> low) & most]!++;
    toWords[width * at] = words[width * i]!;
    if (width > 1) toWords[width * at + 1] = words[width * i + 1]!;
    toPlaces[at] = places[i]!;
  }
  return true;
}
