import { bytesOf } from "@chainrule/graph";
import { affineKey } from "./affine.ts";
import { touched } from "./touched.ts";
import type { Buffer, Kernel, Loop } from "./plan.ts";

/**
 * For each buffer, the one whose memory it uses, itself mostly: a nest that computes every element of a result from the same element of a temporary that
 * nobody reads afterwards may write the result over it.
 */
export function reuse(buffers: readonly Buffer[], kernels: readonly Kernel[]): number[] {
  const loops = kernels.flatMap((kernel): readonly Kernel[] =>
    kernel.kind === "rows" ? kernel.loops : [kernel],
  );
  const first = buffers.map(() => Infinity);
  const last = buffers.map(() => -1);
  loops.forEach((loop, time) => {
    for (const id of touched(loop)) {
      first[id] = Math.min(first[id]!, time);
      last[id] = time;
    }
  });
  const into = buffers.map(({ id }) => id);
  const written = new Set<number>();
  loops.forEach((loop, time) => {
    if (loop.kind !== "loop") return;
    for (const [from, to] of replaceable(loop)) {
      const [source, result] = [buffers[from]!, buffers[to]!];
      const fits =
        source.length === result.length && bytesOf(source.dtype) === bytesOf(result.dtype);
      const free = source.role === "temporary" && last[from] === time && first[to] === time;
      if (!fits || !free || into[from] !== from || written.has(to)) continue;
      into[from] = to;
      written.add(to);
    }
  });
  // Results may be written over in their turn.
  for (const { id } of buffers) while (into[into[id]!] !== into[id]) into[id] = into[into[id]!]!;
  return into;
}

/** Pairs of a buffer that an elementwise nest reads and one that it writes, element by element at the same places. */
function replaceable(loop: Loop): [from: number, to: number][] {
  const places = new Map<number, Set<string>>();
  const strange = new Set<number>();
  for (const one of loop.body) {
    if (one.op === "load") {
      const { buffer, at } = one.access;
      places.set(buffer, (places.get(buffer) ?? new Set()).add(affineKey(at)));
    } else if (one.op === "gather") strange.add(one.access.buffer);
  }
  return loop.stores.flatMap(({ access, reduction, accumulate, scatter }) => {
    if (reduction !== null || accumulate || scatter !== null) return [];
    const place = affineKey(access.at);
    return [...places]
      .filter(([buffer, keys]) => keys.size === 1 && keys.has(place) && !strange.has(buffer))
      .map(([buffer]): [number, number] => [buffer, access.buffer]);
  });
}
