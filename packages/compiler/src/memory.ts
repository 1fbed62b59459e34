import { bytesOf } from "@chainrule/graph";
import type { Buffer, Kernel } from "./plan.ts";
import { reuse } from "./reuse.ts";
import { touched } from "./touched.ts";

const alignment = 64;

/**
 * Places every temporary in one arena: each lives from the first kernel that touches it to the last, and temporaries that are
 * never alive together may share bytes. The largest are placed first, each at the lowest offset that is free for its whole life. What
 * is written over (see `reuse`) lies where its result does.
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
  const first = buffers.map(() => Infinity);
  const last = buffers.map(() => -1);
  kernels.forEach((kernel, time) => {
    for (const id of touched(kernel).map((one) => into[one]!)) {
      first[id] = Math.min(first[id]!, time);
      last[id] = Math.max(last[id]!, time);
    }
  });
  const offsets = buffers.map(() => -1);
  const sizes = buffers.map(
    ({ length, dtype }) => Math.ceil((length * bytesOf(dtype)) / alignment) * alignment,
  );
  const temporaries = buffers.filter(({ id, role }) => role === "temporary" && last[id]! >= 0);
  const placed: number[] = [];
  let arenaBytes = 0;
  for (const { id } of temporaries.toSorted((a, b) => sizes[b.id]! - sizes[a.id]! || a.id - b.id)) {
    const alive = placed
      .filter((other) => first[other]! <= last[id]! && first[id]! <= last[other]!)
      .toSorted((a, b) => offsets[a]! - offsets[b]!);
    let offset = 0;
    for (const other of alive) {
      if (offset + sizes[id]! <= offsets[other]!) break;
      offset = Math.max(offset, offsets[other]! + sizes[other]!);
    }
    offsets[id] = offset;
    placed.push(id);
    arenaBytes = Math.max(arenaBytes, offset + sizes[id]!);
  }
  return { buffers, offsets: into.map((id) => offsets[id]!), arenaBytes };
}
