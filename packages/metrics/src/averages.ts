import { checkNames, checkOneOf } from "@chainrule/graph";
import { constant, type Operand, operation, type Tensor, where } from "@chainrule/tensor";
import { confusionOf, type Outcomes, outcomesOf, ratioOrZero } from "./confusion.ts";
import type { ClassesOptions } from "./confusion-matrix.ts";

/** What one number is made of those of several classes. */
export type Average = "macro" | "micro" | "weighted" | "none";

/** What the numbers of classes take. */
export interface AverageOptions {
  /**
   * `"macro"`, unless said: the mean over the classes that occur as a label or a prediction. `"weighted"`: the mean over labels. `"micro"`: that of all classes counted together. `"none"`: one
   * for each class.
   */
  readonly average?: Average;
}

/** What precision and recall take besides predictions and labels. */
export interface ClassScoreOptions extends AverageOptions, ClassesOptions {}

/** A score of each class as a fraction: what is above and below its line. */
export type Fraction = (outcomes: Outcomes) => readonly [above: Tensor, below: Tensor];

/** The score `fraction` of what a confusion matrix says, averaged. */
export function averaged(outcomes: Outcomes, fraction: Fraction, average: Average): Tensor {
  const { right, predicted, labelled } = outcomes;
  if (average === "micro") {
    const [above, below] = fraction({
      right: right.sum(),
      predicted: predicted.sum(),
      labelled: labelled.sum(),
    });
    return above.div(below);
  }
  const scores = ratioOrZero(...fraction(outcomes));
  if (average === "none") return scores;
  if (average === "weighted") return scores.mul(labelled).sum().div(labelled.sum());
  const zero = constant(0, scores.dtype);
  const occurs = predicted.add(labelled).equal(zero).not();
  const one = constant(1, scores.dtype);
  return scores.sum().div(where(occurs, one, zero).sum());
}

/** Throws where `average` is none. */
export function checkAverage(name: string, average: Average | undefined): void {
  checkOneOf(name, "the average", average, ["macro", "micro", "weighted", "none"]);
}

/** The score `name` of predictions. It has the type that the caller's signature states. */
export function classScore<S extends Tensor>(
  name: string,
  predictions: Operand,
  labels: Operand,
  options: ClassScoreOptions | undefined,
  fraction: Fraction,
): S {
  checkNames<ClassScoreOptions>(name, options, { average: 0, classes: 0, ignoreIndex: 0 });
  const { average = "macro", classes, ignoreIndex } = options ?? {};
  checkAverage(name, average);
  return operation(name, () => {
    const outcomes = outcomesOf(...confusionOf(name, predictions, labels, classes, ignoreIndex));
    return averaged(outcomes, fraction, average);
  }) as S;
}
