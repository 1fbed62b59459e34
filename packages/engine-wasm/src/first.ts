import { Entries, insert, radixSort } from "./stable-sort.ts";

/** Up to so many are kept in order. */
const few = 64;

/** Of many, at least so many are held. */
const leastRoom = 1024;

/** The first `count` entries of a line, which goes by once. Few are kept in order; of many, up to four times as many, or `leastRoom`, are held and sorted when there is no room. */
export class First {
  readonly #count: number;
  readonly #room: number;
  #entries: Entries;
  #other: Entries;
  #held = 0;
  /** Whoever is not below it is behind `count` others. */
  #bound = NaN;

  /** Of numbers that a float32 holds, or only a float64. */
  constructor(count: number, length: number, single: boolean) {
    this.#count = count;
    this.#room = count > few ? Math.min(length, Math.max(4 * count, leastRoom)) : count;
    this.#entries = new Entries(this.#room, single);
    this.#other = new Entries(this.#room, single);
  }

  /** Begins with another line. */
  clear(): void {
    this.#held = 0;
    this.#bound = NaN;
  }

  /** Takes a number other than NaN, and where it stands. */
  add(key: number, place: number): void {
    if (key >= this.#bound) return;
    if (this.#count > few) this.#append(key, place);
    else this.#insert(key, place);
  }

  #append(key: number, place: number): void {
    if (this.#held === this.#room) {
      this.#sort();
      this.#held = this.#count;
      this.#bound = this.#entries.keys[this.#count - 1]!;
    }
    this.#entries.keys[this.#held] = key;
    this.#entries.places[this.#held++] = place;
  }

  #insert(key: number, place: number): void {
    if (this.#held < this.#count) this.#held++;
    insert(this.#entries, key, place, this.#held - 1);
    if (this.#held === this.#count) this.#bound = this.#entries.keys[this.#count - 1]!;
  }

  #sort(): void {
    const count = Math.min(this.#count, this.#held);
    if (radixSort(this.#entries, this.#other, this.#held, count) === this.#other)
      [this.#entries, this.#other] = [this.#other, this.#entries];
  }

  /** Where the first, the second and so on stand, as far as there are numbers. */
  places(): Int32Array {
    if (this.#count > few) this.#sort();
    return this.#entries.places;
  }
}
