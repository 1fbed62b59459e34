import type { Kernel } from "@chainrule/compiler";

/** Roughly how many nanoseconds a kernel takes: 30 products in one, or 8 instructions of a loop, of four lanes each and mostly waiting for memory. */
export function workOf(kernel: Kernel): number {
  const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);
  if (kernel.kind === "sort") return 0;
  if (kernel.kind === "contract") return product(kernel.dimensions.map(({ size }) => size)) / 30;
  if (kernel.kind === "rows") return kernel.loops.reduce((sum, loop) => sum + workOf(loop), 0);
  return (product(kernel.sizes) * kernel.body.length) / 8;
}
