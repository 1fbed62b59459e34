/** From the first kernel that touches a buffer to the last, and the bytes it takes. */
export interface Life {
  readonly id: number;
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** The offset of each buffer in bytes, and how many bytes there are in all. */
export interface Arena {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
}

/** Places buffers in the order given, each at the lowest offset that is free for its whole life. */
export function place(lives: readonly Life[]): Arena {
  const offsets = new Map<number, number>();
  /** What is placed, in the order of its offsets, and these. */
  const placed: Life[] = [];
  const starts: number[] = [];
  let bytes = 0;
  for (const life of lives) {
    let start = 0;
    for (let i = 0; i < placed.length; i++) {
      const other = placed[i]!;
      if (other.first > life.last || life.first > other.last) continue;
      if (start + life.bytes <= starts[i]!) break;
      start = Math.max(start, starts[i]! + other.bytes);
    }
    const at = starts.findLastIndex((before) => before <= start) + 1;
    placed.splice(at, 0, life);
    starts.splice(at, 0, start);
    offsets.set(life.id, start);
    bytes = Math.max(bytes, start + life.bytes);
  }
  return { offsets, bytes };
}

/** An order for `toSorted`: the largest first. */
export function bySize(a: Life, b: Life): number {
  return b.bytes - a.bytes || a.id - b.id;
}
