import { allocate, checkArray, sizeOf } from "@chainrule/graph";
import {
  asTensor,
  fromData,
  type Operand,
  operation,
  type Parameter,
  State,
  type Tensor,
  zeros,
} from "@chainrule/tensor";

/**
 * Collects the gradients of several small batches for one update, as if they had been one large batch.
 *
 * The sum is state: each small batch runs, and its memory is free, before the next. `take` gives the mean and starts anew.
 *
 * ```ts
 * import { GradientAccumulator, SGD } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * const accumulator = new GradientAccumulator([p]);
 * accumulator.add([tensor([1, 0])]);
 * accumulator.add([tensor([0, 2])]);
 * new SGD({ learningRate: 1 }).update([p], accumulator.take());
 * p; // => [0.5, 1]
 * ```
 */
export class GradientAccumulator {
  readonly #sums: readonly State[];
  #count = 0;

  constructor(parameters: readonly Parameter[]) {
    checkArray("GradientAccumulator", parameters);
    this.#sums = parameters.map((parameter) => {
      const { shape, dtype } = operation("GradientAccumulator", () => asTensor(parameter));
      const data = fromData(allocate(dtype, sizeOf(shape)), shape, dtype);
      return new State(data, { name: `accumulated gradient of ${parameter.name}` });
    });
  }

  /** How many gradients were added since `take`. */
  get count(): number {
    return this.#count;
  }

  /** Adds the gradients of a small batch, one for each parameter. Throws when one is missing, or does not have its parameter's shape. */
  add(gradients: readonly Operand[]): void {
    const sums = this.#sums;
    if (gradients.length !== sums.length) {
      throw new Error(
        `GradientAccumulator: needs ${sums.length} gradients, one for each parameter; got ${gradients.length}.`,
      );
    }
    operation("GradientAccumulator", () => {
      const next = sums.map((sum, i) => sum.add(gradients[i]!) as Tensor);
      sums.forEach((sum, i) => {
        sum.assign(next[i]!);
      });
    });
    this.#count++;
  }

  /** The means of what was added, for `optimizer.update`. Throws when nothing was. */
  take(): Tensor[] {
    const count = this.#count;
    if (count === 0)
      throw new Error("GradientAccumulator: has nothing to give; add gradients first.");
    this.#count = 0;
    return operation("GradientAccumulator", () => {
      const means = this.#sums.map((sum) => sum.div(count) as Tensor);
      for (const sum of this.#sums) sum.assign(zeros(sum.shape, { dtype: sum.dtype }));
      return means;
    });
  }
}
