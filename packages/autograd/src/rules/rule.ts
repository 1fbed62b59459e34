import type { Attributes, Inputs, Primitive } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

/** A gradient; as a function where it is built only if it is asked for. */
export type Gradient = Tensor | (() => Tensor);

/**
 * Sends the gradient `g` of a primitive's output back to each input: `g · ∂output/∂input`, as a new graph of tensors;
 * `null` where no gradient flows. A gradient may have the output's shape and dtype where the input was broadcast: the walk
 * sums it to the input's shape.
 */
export type GradientRule<P extends Primitive> = (
  g: Tensor,
  inputs: Inputs<P, Tensor>,
  output: Tensor,
  attributes: Attributes<P>,
) => Inputs<P, Gradient | null>;

/** One rule for each primitive of a family. */
export type GradientRules<Family extends Primitive = Primitive> = {
  readonly [P in Family]: GradientRule<P>;
};
