import { checkOneOf } from "@chainrule/graph";
import { operation, type Tensor } from "@chainrule/tensor";

/** What becomes of the losses of the elements: their mean, their sum, or nothing. */
export type Reduction = "mean" | "sum" | "none";

/** What every loss takes. */
export interface LossOptions {
  /** `"mean"` unless said. */
  readonly reduction?: Reduction;
}

/** The losses as `reduction` says. */
export function reduce(losses: Tensor, reduction: Reduction = "mean"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.mean();
}

/** Runs `f` as the operation `name`, once `reduction` is known to be one, or one of `others`. */
export function loss(
  name: string,
  reduction: string | undefined,
  f: () => Tensor,
  others: readonly string[] = [],
): Tensor {
  checkOneOf(name, "the reduction", reduction, ["mean", "sum", "none", ...others]);
  return operation(name, f);
}
