import type { Step } from "@chainrule/graph";
import type { Lowering } from "./lowering.ts";
import type { Nest } from "./nest.ts";
import { nestOver } from "./nest-over.ts";
import type { PadSum } from "./pad-sums.ts";
import type { Buffer, Store } from "./plan.ts";
import { stepOf } from "./value.ts";

/** Zeros, and then the padded value in its part of them. */
export function writePad(to: Lowering, value: number, step: Step<"pad">): void {
  const { nest, store } = padded(to, step, (order) => {
    const buffer = to.place(value, step, order);
    to.fill(buffer, step);
    return buffer;
  });
  to.emit(step, nest, [store]);
}

/** The other terms, or zeros, and then every padded value added to its part. */
export function writePadSum(
  to: Lowering,
  value: number,
  step: Step,
  { pads, others }: PadSum,
): void {
  const { shape, dtype } = step.type;
  let buffer: Buffer | null = null;
  if (others.length > 0) {
    const { nest, axisOf, result } = nestOver(to, shape, (inside, indices) => {
      const terms = others.map((other) => inside.evaluate(other, inside.broadcast(indices, other)));
      return {
        number: terms.reduce((a, b) => inside.emit({ op: "add", inputs: [a, b], dtype })),
        indices,
      };
    });
    buffer = to.place(value, step, to.orderOf(nest, axisOf, shape));
    to.emit(step, nest, [to.store(nest, buffer, result.number, result.indices)]);
  }
  for (const term of pads) {
    const part = stepOf(to.graph, term) as Step<"pad">;
    const { nest, store } = padded(to, part, (order) => {
      if (buffer === null) {
        buffer = to.place(value, step, order);
        to.fill(buffer, step);
      }
      return buffer;
    });
    to.emit(part, nest, [{ ...store, accumulate: true }]);
  }
}

/** The nest that writes a padded value's part of the buffer that `place` gives for an order of axes. */
function padded(
  to: Lowering,
  step: Step<"pad">,
  place: (order: readonly number[]) => Buffer,
): { nest: Nest; store: Store } {
  const { steps } = step.attributes;
  const [source, starts] = [step.inputs[0]!, step.inputs[1]!];
  const shape = to.shape(source);
  const { nest, axisOf, result } = nestOver(to, shape, (inside, indices) => ({
    number: inside.evaluate(source, indices),
    indices: inside.placed(starts, indices, step.type.shape, shape, steps),
  }));
  const buffer = place(to.orderOf(nest, axisOf, shape));
  return { nest, store: to.store(nest, buffer, result.number, result.indices) };
}
