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
  const placed: Life[] = [];
  let bytes = 0;
  for (const life of lives) {
    const alive = placed
      .filter((other) => other.first <= life.last && life.first <= other.last)
      .toSorted((a, b) => offsets.get(a.id)! - offsets.get(b.id)!);
    let offset = 0;
    for (const other of alive) {
      const start = offsets.get(other.id)!;
      if (offset + life.bytes <= start) break;
      offset = Math.max(offset, start + other.bytes);
    }
    offsets.set(life.id, offset);
    placed.push(life);
    bytes = Math.max(bytes, offset + life.bytes);
  }
  return { offsets, bytes };
}

/** An order for `toSorted`: the largest first. */
export function bySize(a: Life, b: Life): number {
  return b.bytes - a.bytes || a.id - b.id;
}
