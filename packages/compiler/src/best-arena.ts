import { type Arena, bySize, type Life, place } from "./arena.ts";

const length = ({ first, last }: Life): number => last - first + 1;

/** Orders in which buffers may be placed: the largest first; by bytes times kernels, largest first; those alive for most kernels first. */
const orders: readonly ((a: Life, b: Life) => number)[] = [
  bySize,
  (a, b) => b.bytes * length(b) - a.bytes * length(a) || a.id - b.id,
  (a, b) => length(b) - length(a) || bySize(a, b),
];

/** The most bytes that are alive at one time: no arena needs fewer. */
function peakOf(lives: readonly Life[]): number {
  const changes: number[] = [];
  for (const { first, last, bytes } of lives) {
    changes[first] = (changes[first] ?? 0) + bytes;
    changes[last + 1] = (changes[last + 1] ?? 0) - bytes;
  }
  let [alive, most] = [0, 0];
  changes.forEach((change) => {
    alive += change;
    most = Math.max(most, alive);
  });
  return most;
}

/** The arena that needs least, of those that several orders give. */
export function arenaOf(lives: readonly Life[]): Arena {
  const peak = peakOf(lives);
  return orders.reduce<Arena>(
    (best, order) => {
      if (best.bytes === peak) return best;
      const arena = place(lives.toSorted(order));
      return arena.bytes < best.bytes ? arena : best;
    },
    { offsets: new Map(), bytes: Infinity },
  );
}
