import type { Affine } from "./affine.ts";
import { expressions } from "./expressions.ts";
import type { Contract, Kernel, Loop } from "./plan.ts";

type Nest = Pick<Loop, "body" | "stores">;

/** The buffers that stores write. */
const stored = ({ stores }: Nest): number[] => stores.map(({ access }) => access.buffer);

/** Adds the buffers that hold the starts of places known only when the program runs. */
function addStarts(places: readonly Affine[], found: number[]): number[] {
  places.forEach(({ dynamic }) => dynamic.forEach(({ buffer }) => found.push(buffer)));
  return found;
}

/** Adds the buffers that instructions read. */
function addRead(nest: Nest, found: number[]): number[] {
  nest.body.forEach((one) => {
    if ("access" in one) found.push(one.access.buffer);
    if ("key" in one) found.push(one.key.buffer);
  });
  return addStarts(expressions(nest), found);
}

/** The buffers that a contraction reads. */
export const operandsOf = ({ a, b }: Contract): number[] =>
  addStarts([a.at, b.at], [a.buffer, b.buffer]);

/** The buffers that a kernel writes. */
export function written(kernel: Kernel): number[] {
  if (kernel.kind === "loop") return stored(kernel);
  if (kernel.kind === "rows") return kernel.loops.flatMap(written);
  if (kernel.kind === "sort") return [kernel.to.buffer];
  const { c, scratch, epilogue } = kernel;
  const sums = epilogue === null || epilogue.keeps ? [c.buffer] : [];
  return [...sums, ...(scratch === null ? [] : [scratch]), ...(epilogue ? stored(epilogue) : [])];
}

/** The buffers that a kernel reads or writes. */
export function touched(kernel: Kernel): number[] {
  if (kernel.kind === "loop") return addRead(kernel, stored(kernel));
  if (kernel.kind === "rows") return kernel.loops.flatMap(touched);
  if (kernel.kind === "sort") return [...written(kernel), kernel.from.buffer];
  const { c, epilogue } = kernel;
  const ends = epilogue ? addRead(epilogue, []).filter((buffer) => buffer !== c.buffer) : [];
  return [...written(kernel), ...operandsOf(kernel), ...ends];
}

/** Which kernels there are for each of the buffers that `of` gives, in their order; one as often as it gives the buffer. */
export function kernelsBy(
  kernels: readonly Kernel[],
  of: (kernel: Kernel) => Iterable<number>,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  kernels.forEach((kernel, i) => {
    for (const buffer of of(kernel)) {
      const known = found.get(buffer) ?? [];
      known.push(i);
      found.set(buffer, known);
    }
  });
  return found;
}
