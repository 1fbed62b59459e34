import type { Access, Kernel, Loop } from "./plan.ts";

type Nest = Pick<Loop, "body" | "stores">;

/** The buffers that stores write. */
const stored = ({ stores }: Nest): number[] => stores.map(({ access }) => access.buffer);

/** The buffers that hold the starts of places known only when the program runs. */
const startsOf = (places: readonly Pick<Access, "at">[]): number[] =>
  places.flatMap(({ at }) => at.dynamic.map((term) => term.buffer));

/** The buffers that instructions read. */
function read({ body, stores }: Nest): number[] {
  const accesses: Access[] = [];
  for (const one of body) {
    if (one.op === "load" || one.op === "gather") accesses.push(one.access);
    if (one.op === "random") accesses.push(one.key);
  }
  const places = body.filter((one) => one.op === "index" || one.op === "random");
  const starts = startsOf([...accesses, ...stores.map(({ access }) => access), ...places]);
  return [...accesses.map(({ buffer }) => buffer), ...starts];
}

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
  if (kernel.kind === "loop") return [...stored(kernel), ...read(kernel)];
  if (kernel.kind === "rows") return kernel.loops.flatMap(touched);
  if (kernel.kind === "sort") return [...written(kernel), kernel.from.buffer];
  const { a, b, c, epilogue } = kernel;
  const ends = epilogue ? read(epilogue).filter((buffer) => buffer !== c.buffer) : [];
  return [...written(kernel), a.buffer, b.buffer, ...startsOf([a, b, c]), ...ends];
}
