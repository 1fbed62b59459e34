import { type Arena, bySize, type Life, place } from "./arena.ts";

const length = ({ first, last }: Life): number => last - first + 1;

/** In which order buffers are placed: the largest first; those that take most, for the longest; the longest first. */
const orders: readonly ((a: Life, b: Life) => number)[] = [
  bySize,
  (a, b) => b.bytes * length(b) - a.bytes * length(a) || a.id - b.id,
  (a, b) => length(b) - length(a) || bySize(a, b),
];

/** Of several orders the one that needs least. */
export function arenaOf(lives: readonly Life[]): Arena {
  return orders
    .map((order) => place(lives.toSorted(order)))
    .reduce((best, arena) => (arena.bytes < best.bytes ? arena : best));
}
