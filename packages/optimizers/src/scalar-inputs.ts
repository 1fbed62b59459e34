import type { DType } from "@chainrule/graph";
import { type Tensor, tensor } from "@chainrule/tensor";

interface Input {
  readonly value: number;
  readonly tensors: { [D in DType]?: Tensor };
}

/**
 * The numbers that enter the updates of some parameters, as scalars. Names and not values tell them apart: the structure of the program must not depend
 * on which numbers happen to be equal.
 */
export class ScalarInputs {
  readonly #known = new Map<string, Input>();

  /** `value` as the scalar called `name`. A number that is what it was before is the same tensor, which the engine already has. */
  get(name: string, value: number, dtype: DType): Tensor {
    let input = this.#known.get(name);
    if (input?.value !== value) this.#known.set(name, (input = { value, tensors: {} }));
    return (input.tensors[dtype] ??= tensor(value, { dtype }));
  }
}
