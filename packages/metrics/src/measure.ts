import { type Operand, operation, type Tensor } from "@chainrule/tensor";

/** What is summed over examples, and what the sums give: of one batch, and of many. */
export interface Measure<R> {
  /** The sums of a batch, each of the same shape for every batch. */
  readonly count: (predictions: Operand, targets: Operand) => readonly Tensor[];
  /** What the sums give, of one batch or of all. */
  readonly result: (...sums: readonly Tensor[]) => R;
}

/** The measure `name` of one batch. It has the type that the caller's signature states. */
export function measured<R extends Tensor>(
  name: string,
  measure: () => Measure<Tensor>,
  predictions: Operand,
  targets: Operand,
): R {
  return operation(name, () => {
    const { count, result } = measure();
    return result(...count(predictions, targets)) as R;
  });
}

/** The first sum divided by the second one, the number of examples. */
export function ratio(...[sum, seen]: readonly Tensor[]): Tensor {
  return sum!.div(seen!);
}
