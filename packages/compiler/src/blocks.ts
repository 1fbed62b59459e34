import { mapExpressions } from "./expressions.ts";
import type { Kernel } from "./plan.ts";
import { isElementwise } from "./stores.ts";

/** So many elements of 32 bits are a line of the cache. */
const line = 16;

/** So many lines stay in the cache until their next elements are read, where several elements of a row are in each. */
const many = 1024;

/** Rows of fewer blocks than this stay whole. */
const few = 8;

/**
 * A nest that writes rows of what it reads in columns, as a transpose does, goes over blocks of as many columns as a line of the cache has elements: the next
 * round reads the next elements of the same lines. Over a whole long row it would read so many lines that they were gone by then. Where a line has
 * elements of several columns, blocks are wider. Other kernels stay as they are.
 */
export function inBlocks(kernel: Kernel): Kernel {
  if (kernel.kind !== "loop" || !kernel.stores.every(isElementwise)) return kernel;
  const { sizes, reduced, body } = kernel;
  const last = sizes.length - 1;
  const size = sizes[last]!;
  let block = 0;
  const column = sizes.findIndex((_, d) =>
    body.some((one) => {
      if (one.op !== "load" || one.access.at.strides[d] !== 1) return false;
      const apart = one.access.at.strides[last]!;
      const most = apart < line ? many : line;
      if (apart < 2 || size < few * most) return false;
      for (block = most; size % block > 0;) block--;
      return block >= line;
    }),
  );
  if (column < 0) return kernel;
  return {
    ...kernel,
    sizes: sizes.with(last, block).toSpliced(column, 0, size / block),
    reduced: [...reduced, false],
    ...mapExpressions(kernel, (at) => ({
      ...at,
      strides: at.strides.toSpliced(column, 0, at.strides[last]! * block),
    })),
  };
}
