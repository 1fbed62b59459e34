/** Addresses and lengths in the heap are multiples of this. */
export const alignment = 64;

/** A stretch of memory. */
export interface Stretch {
  readonly start: number;
  readonly bytes: number;
}

/**
 * Which stretches of a memory are free. Programs that run again and again free and allocate the same lengths: what was freed waits, by its length, for
 * the next that wants as much, and is joined with its neighbours only when nothing fits.
 */
export class FreeList {
  /** The starts of what was freed, by length. */
  readonly #waiting = new Map<number, number[]>();
  /** The rest, in order, no two of them adjacent. */
  #free: Stretch[] = [];
  /** Where the last stretch ends that is allocated; all beyond is free. */
  #end: number;

  /** A memory that is free from `start` on. */
  constructor(start: number) {
    this.#end = start;
  }

  /** The start of a stretch of `bytes`. `grow` is told how far the memory must reach where none is free. */
  allocate(bytes: number, grow: (end: number) => void): number {
    const start = this.#waiting.get(bytes)?.pop() ?? this.#fit(bytes);
    if (start !== undefined) return start;
    this.#join();
    const joined = this.#fit(bytes);
    if (joined !== undefined) return joined;
    const from = this.#end;
    grow(from + bytes);
    this.#end = from + bytes;
    return from;
  }

  /** Frees a stretch. */
  free(start: number, bytes: number): void {
    const alike = this.#waiting.get(bytes);
    if (alike === undefined) this.#waiting.set(bytes, [start]);
    else alike.push(start);
  }

  /** The best fitting free stretch. */
  #fit(bytes: number): number | undefined {
    let best = -1;
    this.#free.forEach((stretch, i) => {
      if (stretch.bytes >= bytes && (best < 0 || stretch.bytes < this.#free[best]!.bytes)) best = i;
    });
    if (best < 0) return undefined;
    const { start, bytes: room } = this.#free[best]!;
    if (room === bytes) this.#free.splice(best, 1);
    else this.#free[best] = { start: start + bytes, bytes: room - bytes };
    return start;
  }

  /** Joins all that is free where it is adjacent, and gives up what lies at the end. */
  #join(): void {
    const stretches = [...this.#free];
    for (const [bytes, starts] of this.#waiting) {
      for (const start of starts) stretches.push({ start, bytes });
    }
    this.#waiting.clear();
    stretches.sort((a, b) => a.start - b.start);
    this.#free = [];
    for (const next of stretches) {
      const last = this.#free.at(-1);
      if (last === undefined || last.start + last.bytes < next.start) this.#free.push(next);
      else
        this.#free[this.#free.length - 1] = { start: last.start, bytes: last.bytes + next.bytes };
    }
    const last = this.#free.at(-1);
    if (last === undefined || last.start + last.bytes < this.#end) return;
    this.#end = last.start;
    this.#free.pop();
  }
}
