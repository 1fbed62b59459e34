import { sizeOf, type Step } from "@chainrule/graph";
import type { Lowering } from "./lowering.ts";
import { Materialize } from "./signals.ts";
import { isRowMajor } from "./strides.ts";

/** Writes `argsort`, by the engine's own kernel: it sorts lines that lie row by row. */
export function writeSort(to: Lowering, value: number, step: Step<"argsort">): void {
  const { axis, count, descending } = step.attributes;
  const source = step.inputs[0]!;
  const from = to.located(source);
  if (from === undefined || !isRowMajor(from)) throw new Materialize(source, true);
  const shape = to.shape(source);
  to.kernels.push({
    kind: "sort",
    name: step.debug.operation || step.primitive,
    dtype: from.dtype,
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis]!,
    inner: sizeOf(shape.slice(axis + 1)),
    count,
    descending,
    from: { buffer: from.id },
    to: { buffer: to.place(value, step).id },
  });
}
