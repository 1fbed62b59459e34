import { type Arena, bySize, type Life, place } from "./arena.ts";

const length = ({ first, last }: Life): number => last - first + 1;

/** Orders in which buffers may be placed: the largest first; by bytes times kernels, largest first; those alive for most kernels first. */
const orders: readonly ((a: Life, b: Life) => number)[] = [
  bySize,
  (a, b) => b.bytes * length(b) - a.bytes * length(a) || a.id - b.id,
  (a, b) => length(b) - length(a) || bySize(a, b),
];

/** The arena that needs least, of those that several orders give. */
export function arenaOf(lives: readonly Life[]): Arena {
  return orders
    .map((order) => place(lives.toSorted(order)))
    .reduce((best, arena) => (arena.bytes < best.bytes ? arena : best));
}
