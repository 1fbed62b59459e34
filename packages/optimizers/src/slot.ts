import { allocate, printShape, sameShape, sizeOf } from "@chainrule/graph";
import { fromData, type Parameter, State, type Tensor } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";

/** What an optimizer remembers about one parameter: tensors of the parameter's shape, and how many updates it has had. */
export class Slot {
  readonly #owner: string;
  readonly #parameter: Parameter;
  readonly #states = new Map<string, State>();
  /** Values to start from, which were saved before. */
  readonly #saved: Map<string, Tensor>;
  /** Absent until the first update. */
  counter: Counter | null = null;

  /** Throws when a saved value does not have the parameter's shape. */
  constructor(owner: string, parameter: Parameter, saved: Map<string, Tensor>) {
    this.#owner = owner;
    this.#parameter = parameter;
    this.#saved = saved;
    for (const [name, { shape }] of saved) {
      if (name !== "step" && !sameShape(shape, parameter.shape)) {
        throw new Error(
          `${owner}: the saved ${name} of ${parameter.name} must have shape ${printShape(parameter.shape)}; got ${printShape(shape)}.`,
        );
      }
    }
  }

  /** The state called `name`; before the first update it is filled with `initial`, or has the saved value. */
  state(name: string, initial: number): State {
    let state = this.#states.get(name);
    if (state === undefined) {
      const { shape, dtype } = this.#parameter;
      const saved = this.#saved.get(name)?.cast(dtype);
      const value = saved ?? fromData(allocate(dtype, sizeOf(shape)).fill(initial), shape, dtype);
      state = new State(value, { name: `${this.#owner} ${name} of ${this.#parameter.name}` });
      this.#states.set(name, state);
    }
    return state;
  }

  /** How many updates the saved values have seen. */
  get savedCount(): number {
    return this.#saved.get("step")?.item() ?? 0;
  }

  /** Every value, by name, in tensors of their own. */
  values(): Map<string, Tensor> {
    const values = new Map(this.#saved);
    const states = [...this.#states];
    if (this.counter !== null) states.push(["step", this.counter.state]);
    for (const [name, state] of states) {
      values.set(name, fromData(state.data(), state.shape, state.dtype));
    }
    return values;
  }

  /** The states that exist. */
  get states(): State[] {
    return [...this.#states.values()];
  }
}
