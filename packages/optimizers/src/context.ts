import { constant, type Parameter, type Tensor } from "@chainrule/tensor";
import type { Slot } from "./slot.ts";
import type { Turn } from "./turn.ts";

/** A number as an input, in float64. */
export type Exact = (name: string, value: number) => Tensor;

/** What the rule of an optimizer sees beside the parameter and its gradient. */
export class Context<O> {
  /** The options for the parameter: the optimizer's, or those of its group. */
  readonly options: O;
  readonly #parameter: Parameter;
  readonly #slot: Slot;
  readonly #turn: Turn;
  readonly #group: string;

  constructor(options: O, parameter: Parameter, slot: Slot, turn: Turn, group: string) {
    this.options = options;
    this.#parameter = parameter;
    this.#slot = slot;
    this.#turn = turn;
    this.#group = group;
  }

  /**
   * `value` as a scalar of the parameter's dtype: an input of the program called `name`, the same for all parameters. Two
   * numbers need two names.
   */
  scalar(name: string, value: number): Tensor {
    return this.#turn.input(`${this.#group}${name}`, value, this.#parameter.dtype);
  }

  /** What the optimizer remembers about the parameter under `name`: before the first update, `initial` everywhere. */
  get(name: string, initial = 0): Tensor {
    return this.#slot.state(name, initial);
  }

  /** Remembers `value` under `name` when the update is made, and returns it. */
  set(name: string, value: Tensor): Tensor {
    const state = this.#slot.state(name, 0);
    this.#turn.later(() => state.assign(value));
    return value;
  }

  /**
   * A scalar that depends on how often the parameter has been updated, this update included. `f` computes it from that
   * count in float64 (in float32, `1 − 0.999` is wrong by 5e-5), once for all parameters; the result is cast to the parameter's dtype.
   */
  ofStep(name: string, f: (step: Tensor, exact: Exact) => Tensor): Tensor {
    const { dtype } = this.#parameter;
    const turn = this.#turn;
    const exact: Exact = (what, value) => turn.input(`${this.#group}${what}`, value, "float64");
    const counter = this.#slot.counter!;
    const step = turn.once(counter, () => {
      const next = counter.state.add(constant(1, "float64"));
      turn.later(() => counter.state.assign(next));
      return next;
    });
    const key = `${this.#group}${name} ${counter.id}`;
    const value = turn.once(key, () => f(step, exact));
    return dtype === "float64" ? value : turn.once(`${key} ${dtype}`, () => value.cast(dtype));
  }
}
