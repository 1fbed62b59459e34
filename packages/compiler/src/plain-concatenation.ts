import type { Step } from "@chainrule/graph";
import { shift } from "./affine.ts";
import type { Lowering } from "./lowering.ts";
import { nestOver } from "./nest-over.ts";

/** What takes the place of `lower-concatenation.ts` under the condition `chainrule-lean`: every concatenation has memory of its own, and lies there row by row. */
export function writeConcatenation(to: Lowering, value: number, step: Step<"concatenate">): void {
  const { axis } = step.attributes;
  const buffer = to.place(value, step);
  let start = 0;
  for (const source of step.inputs) {
    const shape = to.shape(source);
    const { nest, result } = nestOver(to, shape, (inside, indices) => ({
      number: inside.evaluate(source, indices),
      indices: indices.with(axis, shift(indices[axis]!, start)),
    }));
    to.emit(step, nest, [to.store(nest, buffer, result.number, result.indices)]);
    start += shape[axis]!;
  }
}
