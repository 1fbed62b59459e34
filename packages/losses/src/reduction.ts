import { checkNames, checkOneOf, type Names } from "@chainrule/graph";
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

/**
 * The loss `name`, as `compute` makes it of the options that were given. It has the type that the caller's signature states. Throws where an option is not among `known`, or the
 * reduction not among `reductions`.
 */
export function loss<L extends Tensor, O extends { readonly reduction?: string }>(
  name: string,
  options: NoInfer<O> | undefined,
  known: Names<NoInfer<O>>,
  compute: (given: O) => Tensor,
  reductions: readonly string[] = ["mean", "sum", "none"],
): L {
  checkNames<O>(name, options, known);
  checkOneOf(name, "the reduction", options?.reduction, reductions);
  return operation(name, () => compute(options ?? ({} as O))) as L;
}
