import { checkNames, checkOneOf } from "@chainrule/graph";
import { constant, type Tensor, where } from "@chainrule/tensor";
import { ofScores, type Ranking } from "./ranking.ts";

/** What `auroc` and `averagePrecision` take besides scores and labels. */
export interface RankingOptions {
  /**
   * What becomes of the numbers of several classes. `"macro"`, unless said: their mean, without classes for which there is none. `"weighted"`: their mean over labels, likewise. `"none"`: one for each class.
   */
  readonly average?: "macro" | "weighted" | "none";
}

/** The options that were given, complete. Throws where there is no such option or average. */
export function rankingOptions(
  name: string,
  options: RankingOptions | undefined,
): Required<RankingOptions> {
  checkNames<RankingOptions>(name, options, { average: 0 });
  checkOneOf(name, "the average", options?.average, ["macro", "weighted", "none"]);
  return { average: options?.average ?? "macro" };
}

/** A number `[K]` of each class, averaged over those of which `defined` says that there is one; that of the only class of scores `[N]`. `occurrences` is how often each class is a label. */
export function classMean(
  ranking: Ranking,
  numbers: Tensor,
  defined: Tensor,
  occurrences: Tensor,
  average: "macro" | "weighted" | "none",
): Tensor {
  if (average === "none" || !ranking.byClass) return ofScores(numbers, ranking);
  const zero = constant(0, numbers.dtype);
  const weight = average === "macro" ? constant(1, numbers.dtype) : occurrences;
  const weights = where(defined, weight, zero);
  const sum = where(defined, numbers.mul(weights), zero).sum();
  return sum.div(weights.sum()).cast(ranking.dtype);
}
