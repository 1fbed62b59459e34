import type { Kernel, Loop } from "./plan.ts";

/** The buffers that a kernel reads or writes. */
export function touched(kernel: Kernel): number[] {
  if (kernel.kind === "rows") return kernel.loops.flatMap(touched);
  if (kernel.kind === "sort") return [kernel.to.buffer, kernel.from.buffer];
  if (kernel.kind === "contract") {
    const { a, b, c, scratch, epilogue } = kernel;
    const sums = epilogue === null || epilogue.keeps ? [c] : [];
    const buffers = [a, b, ...sums].flatMap(({ buffer, at }) => [
      buffer,
      ...at.dynamic.map((term) => term.buffer),
    ]);
    const ends = epilogue === null ? [] : accessed(epilogue);
    const own = ends.filter((buffer) => buffer !== c.buffer);
    return [...buffers, ...own, ...(scratch === null ? [] : [scratch])];
  }
  return accessed(kernel);
}

function accessed(kernel: Pick<Loop, "body" | "stores">): number[] {
  const buffers = kernel.stores.map(({ access }) => access);
  for (const one of kernel.body) {
    if (one.op === "load" || one.op === "gather") buffers.push(one.access);
    if (one.op === "random") buffers.push(one.key);
  }
  const places = kernel.body.filter((one) => one.op === "index" || one.op === "random");
  const starts = [...buffers, ...places].flatMap(({ at }) => at.dynamic.map((term) => term.buffer));
  return [...buffers.map(({ buffer }) => buffer), ...starts];
}
