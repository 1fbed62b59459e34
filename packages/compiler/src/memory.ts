import { bytesOf } from "@chainrule/graph";
import { arenaOf, reuse, withOwn } from "#parts";
import type { Life } from "./arena.ts";
import type { Buffer, Kernel } from "./plan.ts";
import { touched } from "./touched.ts";

const alignment = 64;

/**
 * Places every temporary in one arena: temporaries that are never alive together may share bytes. What is written over (see `reuse`) lies where its
 * result does. Kernels over rows learn which temporaries are their own.
 */
export function planMemory(
  wanted: readonly Buffer[],
  kernels: readonly Kernel[],
): { buffers: Buffer[]; kernels: Kernel[]; offsets: number[]; arenaBytes: number } {
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
  const arena = arenaOf([...lives.values()]);
  const offsets = into.map((id) => arena.offsets.get(id) ?? -1);
  return {
    buffers,
    kernels: withOwn(kernels, into, lives),
    offsets,
    arenaBytes: arena.bytes,
  };
}
