import { bytesOf } from "@chainrule/graph";
import { affineKey } from "./affine.ts";
import type { Buffer, Kernel, Loop } from "./plan.ts";
import { isElementwise } from "./stores.ts";
import { touched } from "./touched.ts";

/**
 * For each buffer, the one whose memory it uses, itself mostly: a nest that computes every element of a result from the same element of a temporary that
 * nobody reads afterwards may write the result over it.
 */
export function reuse(buffers: readonly Buffer[], kernels: readonly Kernel[]): number[] {
  const nests = kernels.flatMap((within) =>
    (within.kind === "rows" ? within.loops : [within]).map((nest: Kernel) => ({
      nest,
      within,
      all: touched(nest),
    })),
  );
  const first = buffers.map(() => Infinity);
  const last = buffers.map(() => -1);
  nests.forEach(({ all }, time) => {
    for (const id of all) {
      first[id] = Math.min(first[id]!, time);
      last[id] = time;
    }
  });
  const into = buffers.map(({ id }) => id);
  const written = new Set<number>();
  nests.forEach(({ nest, within, all }, time) => {
    const isFree = (id: number): boolean => buffers[id]!.role === "temporary" && last[id] === time;
    if (nest.kind !== "loop" || !all.some(isFree)) return;
    for (const [from, to] of replaceable(nest, all)) {
      const [source, result] = [buffers[from]!, buffers[to]!];
      const fits =
        source.length === result.length && bytesOf(source.dtype) === bytesOf(result.dtype);
      if (!fits || !isFree(from) || first[to] !== time || !staysInRows(from, nest, within))
        continue;
      if (into[from] !== from || written.has(to)) continue;
      into[from] = to;
      written.add(to);
    }
  });
  // Results may be written over in their turn.
  for (const { id } of buffers) while (into[into[id]!] !== into[id]) into[id] = into[into[id]!]!;
  return into;
}

/** Within rows, whether `nest` may write over a buffer: not if another nest only reads it, which may go on to elements that belong to rows `nest` has done already. */
function staysInRows(buffer: number, nest: Loop, within: Kernel): boolean {
  if (within.kind !== "rows") return true;
  const others = within.loops.filter((loop) => loop !== nest);
  const isWritten = others.some(({ stores }) =>
    stores.some(({ access }) => access.buffer === buffer),
  );
  return isWritten || !others.some((loop) => touched(loop).includes(buffer));
}

/** Pairs of a buffer that a nest reads and one that it writes, element by element at the same places, and touches in no other way. */
function replaceable(loop: Loop, all: readonly number[]): [from: number, to: number][] {
  const times = (buffer: number): number => all.filter((one) => one === buffer).length;
  return loop.stores.filter(isElementwise).flatMap(({ access }) => {
    const { buffer: to } = access;
    if (times(to) > 1) return [];
    const place = affineKey(access.at);
    const reads = new Set<number>();
    for (const one of loop.body) {
      if (one.op === "load" && affineKey(one.access.at) === place) reads.add(one.access.buffer);
    }
    return [...reads]
      .filter((from) => times(from) === 1)
      .map((from): [number, number] => [from, to]);
  });
}
