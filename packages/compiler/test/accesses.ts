import type { Access, Affine, Kernel } from "../src/index.ts";

/** The elements of a buffer that a kernel may touch: from `low` to `high`, both included. */
export interface Span {
  readonly buffer: number;
  readonly low: number;
  readonly high: number;
  /** Whether every such element may keep its value until the kernel has run. */
  readonly reads: boolean;
  readonly writes: boolean;
}

/** The smallest and the largest value of an expression. */
function range({ offset, strides, dynamic }: Affine, sizes: readonly number[]): [number, number] {
  const ends = [
    ...strides.map((stride, d) => stride * (sizes[d]! - 1)),
    ...dynamic.map(({ max, scale }) => max * scale),
  ];
  const low = ends.reduce((sum, end) => sum + Math.min(0, end), offset);
  return [low, ends.reduce((sum, end) => sum + Math.max(0, end), offset)];
}

/** What a kernel touches, found independently of the memory plan. */
export function spans(kernel: Kernel): Span[] {
  if (kernel.kind === "rows") return kernel.loops.flatMap(spans);
  const found: Span[] = [];
  const add = (
    { buffer, at }: Access,
    sizes: readonly number[],
    how: "reads" | "writes" | "adds",
    beyond = 0,
  ): void => {
    const [low, high] = range(at, sizes);
    found.push({
      buffer,
      low,
      high: high + beyond,
      reads: how !== "writes",
      writes: how !== "reads",
    });
    starts(at);
  };
  const starts = ({ dynamic }: Affine): void => {
    for (const { buffer, element } of dynamic)
      found.push({ buffer, low: element, high: element, reads: true, writes: false });
  };
  if (kernel.kind === "sort") {
    const { outer, length, inner, count, from, to } = kernel;
    if (outer * count * inner === 0) return [];
    const lines = (size: number) => ({ low: 0, high: outer * size * inner - 1 });
    return [
      { buffer: from.buffer, ...lines(length), reads: true, writes: false },
      { buffer: to.buffer, ...lines(count), reads: false, writes: true },
    ];
  }
  if (kernel.kind === "contract") {
    const { dimensions, a, b, c, scratch } = kernel;
    const sizes = dimensions.map(({ size }) => size);
    const over = ({ buffer, at }: Access, key: "a" | "b" | "c"): Access => ({
      buffer,
      at: { ...at, strides: dimensions.map((one) => one[key] ?? 0) },
    });
    add(over(a, "a"), sizes, "reads");
    add(over(b, "b"), sizes, "reads");
    const { epilogue } = kernel;
    if (epilogue === null || epilogue.keeps) add(over(c, "c"), sizes, "writes");
    for (const one of epilogue?.body ?? []) {
      if (one.op === "load" && one.access.buffer !== c.buffer) add(one.access, sizes, "reads");
      if (one.op === "index") starts(one.at);
    }
    for (const { access } of epilogue?.stores ?? []) add(access, sizes, "writes");
    if (scratch !== null)
      found.push({ buffer: scratch, low: 0, high: 0, reads: false, writes: true });
    return found;
  }
  const { sizes, reduced, body, stores } = kernel;
  if (sizes.some((size, d) => size === 0 && !reduced[d])) return [];
  const empty = sizes.includes(0);
  for (const one of empty ? [] : body) {
    if (one.op === "load") add(one.access, sizes, "reads");
    if (one.op === "gather" && one.length > 0)
      add(one.access, sizes, "reads", one.stride * (one.length - 1));
    if (one.op === "random") add(one.key, sizes, "reads", 3);
    if (one.op === "index" || one.op === "random") starts(one.at);
  }
  const kept = sizes.map((size, d) => (reduced[d] ? 1 : size));
  for (const { access, accumulate, scatter } of stores) {
    if (scatter !== null && scatter.length === 0) continue;
    const beyond = scatter === null ? 0 : scatter.stride * (scatter.length - 1);
    add(access, kept, accumulate ? "adds" : "writes", beyond);
  }
  return found;
}
