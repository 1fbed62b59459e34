import { mapExpressions } from "./expressions.ts";
import type { Kernel } from "./plan.ts";
import { isElementwise } from "./stores.ts";

/** So many elements of 32 bits are a line of the cache. */
const line = 16;

/** Fewer lines than this stay in the cache until their next elements are read. */
const few = 128;

/**
 * A nest that writes rows of what it reads in columns, as a transpose does, goes over blocks of as many columns as a line of the cache has elements: the next
 * round reads the next elements of the same lines. Over a whole long row it would read so many lines that they were gone by then. Other kernels stay as they are.
 */
export function inBlocks(kernel: Kernel): Kernel {
  if (kernel.kind !== "loop" || !kernel.stores.every(isElementwise)) return kernel;
  const { sizes, reduced, body } = kernel;
  const last = sizes.length - 1;
  const size = sizes[last]!;
  const column = sizes.findIndex((_, d) =>
    body.some(
      (one) =>
        one.op === "load" && one.access.at.strides[d] === 1 && one.access.at.strides[last]! >= line,
    ),
  );
  if (column < 0 || size < few || size % line > 0) return kernel;
  return {
    ...kernel,
    sizes: sizes.with(last, line).toSpliced(column, 0, size / line),
    reduced: [...reduced, false],
    ...mapExpressions(kernel, (at) => ({
      ...at,
      strides: at.strides.toSpliced(column, 0, at.strides[last]! * line),
    })),
  };
}
