import type { Attributes, Inputs, Primitive } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

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
) => Inputs<P, Tensor | null>;

/** One rule for each primitive of a family. */
export type GradientRules<Family extends Primitive = Primitive> = {
  readonly [P in Family]: GradientRule<P>;
};
