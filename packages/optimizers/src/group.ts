import type { DType } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";
import type { ScalarInputs } from "./scalar-inputs.ts";

/** A scalar of float64, and what it was cast to. */
type Scalar = { [D in DType]?: Tensor } & { float64: Tensor };

/** What parameters with the same options share in an update. */
export class Group<O> {
  readonly options: O;
  /** The numbers that enter the update. */
  readonly inputs: ScalarInputs;
  /** The learning rate. */
  readonly rate: number | Tensor;
  readonly #scalars = new Map<Counter, Map<string, Scalar>>();

  constructor(options: O, inputs: ScalarInputs, rate: number | Tensor) {
    this.options = options;
    this.inputs = inputs;
    this.rate = rate;
  }

  /** What `compute` gave the first time it was called for `name` and parameters of `counter`, as `dtype`. */
  once(counter: Counter, name: string, dtype: DType, compute: () => Tensor): Tensor {
    let scalars = this.#scalars.get(counter);
    if (scalars === undefined) this.#scalars.set(counter, (scalars = new Map<string, Scalar>()));
    let scalar = scalars.get(name);
    if (scalar === undefined) scalars.set(name, (scalar = { float64: compute() }));
    return (scalar[dtype] ??= scalar.float64.cast(dtype));
  }
}
