import { bytesOf, type DType } from "@chainrule/graph";
import type { KernelCode } from "./kernel.ts";
import { shuffle } from "./shuffle.ts";
import type { Strided } from "./vector-memory.ts";

/**
 * Loads a vector of four elements that are up to three apart, in either direction, by two loads: one has the first two, the other the last two, and neither reads
 * beyond them. Says whether it did, and otherwise writes nothing.
 */
export function gatherNear(
  code: KernelCode,
  dtype: DType,
  { pointer, offset, step, count }: Strided,
): boolean {
  const bytes = bytesOf(dtype);
  const apart = step / bytes;
  if (bytes !== 4 || count < 4 || Math.abs(apart) > 3) return false;
  const [first, last] = apart > 0 ? [0, 3 * apart - 3] : [-3, 3 * apart];
  for (const start of [first, last]) {
    const at = offset + start * bytes;
    code.get(pointer);
    if (at < 0) code.i32(at).op("i32.add");
    code.memory("v128.load", Math.max(at, 0));
  }
  shuffle(code, [-first, apart - first, 4 + 2 * apart - last, 4 + 3 * apart - last]);
  return true;
}
