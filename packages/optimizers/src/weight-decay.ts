import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import type { OptimizerOptions } from "./options.ts";

/** `gradient + weightDecay·parameter`: the gradient with that of an L2 penalty. */
export function withWeightDecay(
  parameter: Tensor,
  gradient: Tensor,
  context: Context<Required<OptimizerOptions>>,
): Tensor {
  const { weightDecay } = context.options;
  if (weightDecay === 0) return gradient;
  return gradient.add(parameter.mul(context.scalar("weightDecay", weightDecay)));
}

/** `(1 − lr·weightDecay)·parameter`: what decoupled weight decay leaves of it. */
export function shrunk(parameter: Tensor, context: Context<Required<OptimizerOptions>>): Tensor {
  const { weightDecay } = context.options;
  if (weightDecay === 0) return parameter;
  const kept = (): Tensor =>
    constant(1, "float64").sub(
      context.exactLearningRate.mul(context.exact("weightDecay", weightDecay)),
    );
  return parameter.mul(context.once("kept", kept));
}
