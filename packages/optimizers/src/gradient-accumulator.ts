import { allocate, checkArray, sizeOf } from "@chainrule/graph";
import {
  fromData,
  type Operand,
  operation,
  type Parameter,
  State,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { matched } from "./matched.ts";

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
  readonly #sums: ReadonlyMap<Parameter, State>;
  /** How many were added: state, so that a replayed step counts, too. */
  readonly #count = new State(tensor(0, { dtype: "float64" }), { name: "count" });
  /** What the count is while it waits after an `add`: then it need not be read. An `add` that is dropped leaves another. */
  #added: unknown = null;

  /** Throws unless the parameters are distinct. */
  constructor(parameters: readonly Parameter[]) {
    checkArray("GradientAccumulator", parameters);
    // A parameter is what its gradient must be like.
    matched("GradientAccumulator", parameters, parameters);
    this.#sums = new Map(
      parameters.map((parameter) => {
        const { shape, dtype, name } = parameter;
        const data = fromData(allocate(dtype, sizeOf(shape)), shape, dtype);
        return [parameter, new State(data, { name: `accumulated gradient of ${name}` })];
      }),
    );
  }

  /** How many gradients were added since `take`. It is read as a state is, so all that waits runs. */
  get count(): number {
    return this.#count.item();
  }

  /** Adds the gradients of a small batch. Throws, and adds none of them, unless each parameter has a gradient of its shape and dtype. */
  add(gradients: readonly Operand[]): void {
    operation("GradientAccumulator", () => {
      const sums = this.#sums;
      const gradientOf = matched("GradientAccumulator", [...sums.keys()], gradients);
      for (const [parameter, sum] of sums)
        sum.assign(sum.add(gradientOf.get(parameter)!) as Tensor);
      this.#count.assign(this.#count.add(1));
    });
    this.#added = this.#count.node;
  }

  /** The means of what was added, for `optimizer.update`. Throws when nothing was; in a compiled step that runs again, which cannot throw, they are 0 then. */
  take(): Tensor[] {
    const count = this.#count;
    if (count.node !== this.#added && count.item() === 0)
      throw new Error("GradientAccumulator: has nothing to give; add gradients first.");
    return operation("GradientAccumulator", () => {
      const sums = [...this.#sums.values()];
      // Kept, since the sums begin anew: whatever runs first, such as a norm that is printed, computes the means.
      const means = sums.map((sum) => sum.div(count.cast(sum.dtype).maximum(1)).keep() as Tensor);
      for (const sum of [...sums, count]) sum.assign(zeros(sum.shape, { dtype: sum.dtype }));
      return means;
    });
  }
}
