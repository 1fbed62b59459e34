import type { Step } from "@chainrule/graph";
import { combine } from "./affine.ts";
import type { Lowering } from "./lowering.ts";
import { nestOver } from "./nest-over.ts";

/** Writes `fold`, which adds every window back to where it was read from. Where windows do not overlap nothing is added, and where they leave no gaps no zeros are written first. */
export function writeFold(to: Lowering, value: number, step: Step<"fold">): void {
  const { axes, sizes, strides, dilations } = step.attributes;
  const { shape } = step.type;
  const source = step.inputs[0]!;
  const from = to.shape(source);
  const { nest, axisOf, result } = nestOver(to, from, (inside, indices) => ({
    number: inside.evaluate(source, indices),
    indices: shape.map((_, axis) => {
      const i = axes.indexOf(axis);
      if (i < 0) return indices[axis]!;
      const within = indices[shape.length + i]!;
      return combine([indices[axis]!, within], [strides[i]!, dilations[i]!], inside.sizes.length);
    }),
  }));
  const order = to.orderOf(nest, axisOf, from).filter((axis) => axis < shape.length);
  const buffer = to.place(value, step, order);
  const apart = sizes.every((size, i) => size <= strides[i]! && dilations[i] === 1);
  const covers = axes.every(
    (axis, i) => sizes[i] === strides[i] && Number.isInteger(shape[axis]! / sizes[i]!),
  );
  if (!(apart && covers)) to.fill(buffer, step);
  const store = to.store(nest, buffer, result.number, result.indices);
  to.emit(step, nest, [{ ...store, accumulate: !apart }]);
}
