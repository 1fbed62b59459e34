import { bytesOf } from "@chainrule/graph";
import type { Buffer, Kernel } from "./plan.ts";
import { reuse } from "#parts";
import { touched } from "./touched.ts";

const alignment = 64;

/** From the first kernel that touches a buffer to the last, and the bytes it takes. */
interface Life {
  readonly id: number;
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** Offsets by buffer, and how many bytes there are up to the highest end. */
interface Arena {
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
}

const length = ({ first, last }: Life): number => last - first + 1;

/** In which order buffers are placed: the largest first; those that take most, for the longest; the longest first. */
const orders: readonly ((a: Life, b: Life) => number)[] = [
  (a, b) => b.bytes - a.bytes || a.id - b.id,
  (a, b) => b.bytes * length(b) - a.bytes * length(a) || a.id - b.id,
  (a, b) => length(b) - length(a) || b.bytes - a.bytes || a.id - b.id,
];

/** Places buffers in the given order, each at the lowest offset that is free for its whole life. */
function place(lives: readonly Life[]): Arena {
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

/**
 * Places every temporary in one arena: temporaries that are never alive together may share bytes. What is written over (see `reuse`) lies where its
 * result does. Of several orders the first one wins that needs no more than what is alive at once, or else the one that needs least.
 */
export function planMemory(
  wanted: readonly Buffer[],
  kernels: readonly Kernel[],
): { buffers: Buffer[]; offsets: number[]; arenaBytes: number } {
  const into = reuse(wanted, kernels);
  const buffers = wanted.map((buffer): Buffer => {
    const { role, index } = wanted[into[buffer.id]!]!;
    return { ...buffer, role, index };
  });
  const lives = new Map<number, Life>();
  kernels.forEach((kernel, time) => {
    for (const id of touched(kernel).map((one) => into[one]!)) {
      const { role, length: elements, dtype } = buffers[id]!;
      if (role !== "temporary") continue;
      const bytes = Math.ceil((elements * bytesOf(dtype)) / alignment) * alignment;
      lives.set(id, { id, first: lives.get(id)?.first ?? time, last: time, bytes });
    }
  });
  const all = [...lives.values()];
  const alive = kernels.map((_, time) =>
    all.reduce((sum, one) => (one.first <= time && time <= one.last ? sum + one.bytes : sum), 0),
  );
  const least = Math.max(0, ...alive);
  let best: Arena | null = null;
  for (const order of orders) {
    const arena = place(all.toSorted(order));
    if (best === null || arena.bytes < best.bytes) best = arena;
    if (best.bytes === least) break;
  }
  const offsets = into.map((id) => best?.offsets.get(id) ?? -1);
  return { buffers, offsets, arenaBytes: best?.bytes ?? 0 };
}
