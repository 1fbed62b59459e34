import { allocate, type SavedTensor, sizeOf } from "@chainrule/graph";
import { fromData, type Parameter, State } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";

const nothing: ReadonlyMap<string, SavedTensor> = new Map();

/** What an optimizer remembers about one parameter: tensors of the parameter's shape, and how many updates it has had. */
export class Slot {
  readonly #owner: string;
  readonly #parameter: Parameter;
  /** The states that exist, by name. */
  readonly states: Map<string, State> = new Map();
  /** Values to start from, which were saved before. */
  readonly saved: ReadonlyMap<string, SavedTensor>;
  /** Absent until the first update. */
  counter: Counter | null = null;

  constructor(
    owner: string,
    parameter: Parameter,
    saved: ReadonlyMap<string, SavedTensor> = nothing,
  ) {
    this.#owner = owner;
    this.#parameter = parameter;
    this.saved = saved;
  }

  /** The state called `name`; before the first update it is filled with `initial`, or has the saved value. */
  state(name: string, initial: number): State {
    let state = this.states.get(name);
    if (state === undefined) {
      const { shape, dtype } = this.#parameter;
      const data = allocate(dtype, sizeOf(shape)).fill(initial);
      data.set(this.saved.get(name)?.data ?? []);
      state = new State(fromData(data, shape, dtype), {
        name: `${this.#owner} ${name} of ${this.#parameter.name}`,
      });
      this.states.set(name, state);
    }
    return state;
  }

  /** How many updates the saved values have seen. */
  get savedCount(): number {
    return this.saved.get("step")?.data[0] ?? 0;
  }
}
