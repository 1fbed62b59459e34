import type { Attributes, Inputs, Primitive, Shape } from "@chainrule/graph";
import { primitive, type Tensor } from "@chainrule/tensor";

/** What a value of one example is for all of them. */
export interface Batched {
  /** Of all examples, which are its first axis; or of any of them, where that is the same. */
  readonly tensor: Tensor;
  readonly isMapped: boolean;
}

/**
 * Applies a primitive to all examples: the result has the examples as its first axis. At least one of the inputs is mapped; attributes are those for one
 * example.
 */
export type BatchingRule<P extends Primitive> = (
  inputs: Inputs<P, Batched>,
  attributes: Attributes<P>,
  batch: number,
) => Tensor;

/** One rule for each primitive of a family. */
export type BatchingRules<Family extends Primitive = Primitive> = {
  readonly [P in Family]: BatchingRule<P>;
};

/** The shape of the value for one example. */
export function exampleShape({ tensor, isMapped }: Batched): Shape {
  return isMapped ? tensor.shape.slice(1) : tensor.shape;
}

/** The value with the examples as first axis, repeated where it is the same for all. */
export function everywhere({ tensor, isMapped }: Batched, batch: number): Tensor {
  if (isMapped) return tensor;
  return primitive("expand", [tensor], { shape: [batch, ...tensor.shape] });
}

/** The value with as many axes for one example as others have that it broadcasts with. */
export function aligned(value: Batched, rank: number): Tensor {
  const { tensor, isMapped } = value;
  const shape = exampleShape(value);
  if (!isMapped || shape.length === rank) return tensor;
  const ones = Array.from({ length: rank - shape.length }, () => 1);
  return tensor.reshape([tensor.shape[0]!, ...ones, ...shape]);
}

/** Axes of one example, behind the axis of examples. */
export function behind(axes: readonly number[]): number[] {
  return axes.map((axis) => axis + 1);
}

/** `x` with one of its axes as the first, and the others in order. */
export function toFront(x: Tensor, axis: number): Tensor {
  const others = [...x.shape.keys()].filter((other) => other !== axis);
  return axis === 0 ? x : x.permute([axis, ...others]);
}
