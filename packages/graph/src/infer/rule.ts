import type { Attributes, Inputs, Primitive } from "../primitives.ts";
import type { Type } from "../type.ts";

/** The shape and dtype of a primitive's result, or an error that says what must hold. `name` is the primitive's own, for errors. */
export type InferRule<P extends Primitive> = (
  inputs: Inputs<P, Type>,
  attributes: Attributes<P>,
  name: P,
) => Type;

/** One rule for each primitive of a family. */
export type InferRules<Family extends Primitive = Primitive> = {
  readonly [P in Family]: InferRule<P>;
};
