import {
  allocate,
  type DType,
  printShape,
  sameShape,
  type Shape,
  sizeOf,
  type TypedArray,
} from "@chainrule/graph";
import { fromData, type Parameter, State } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";

/** A tensor's value outside any engine: what `stateDict` writes and `loadStateDict` reads. */
export interface SavedTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The elements, row by row. */
  readonly data: TypedArray | readonly number[];
}

/** A copy of the value of `state`. */
function save(state: State): SavedTensor {
  return { shape: [...state.shape], dtype: state.dtype, data: state.data() };
}

/** What an optimizer remembers about one parameter: tensors of the parameter's shape, and how many updates it has had. */
export class Slot {
  readonly #owner: string;
  readonly #parameter: Parameter;
  readonly #states = new Map<string, State>();
  /** Values to start from, which were saved before. */
  readonly #saved: Map<string, SavedTensor>;
  /** Absent until the first update. */
  counter: Counter | null = null;

  /** Throws when a saved value does not have the parameter's shape. */
  constructor(owner: string, parameter: Parameter, saved: Map<string, SavedTensor>) {
    this.#owner = owner;
    this.#parameter = parameter;
    this.#saved = saved;
    for (const [name, { shape, data }] of saved) {
      const wanted = name === "step" ? [] : parameter.shape;
      if (!sameShape(shape, wanted) || data.length !== sizeOf(wanted)) {
        throw new Error(
          `${owner}: the saved ${name} of ${parameter.name} must have shape ${printShape(wanted)}; got ${data.length} elements of ${printShape(shape)}.`,
        );
      }
    }
  }

  /** The state called `name`; before the first update it is filled with `initial`, or has the saved value. */
  state(name: string, initial: number): State {
    let state = this.#states.get(name);
    if (state === undefined) {
      const { shape, dtype } = this.#parameter;
      const data = allocate(dtype, sizeOf(shape)).fill(initial);
      data.set(this.#saved.get(name)?.data ?? []);
      state = new State(fromData(data, shape, dtype), {
        name: `${this.#owner} ${name} of ${this.#parameter.name}`,
      });
      this.#states.set(name, state);
    }
    return state;
  }

  /** How many updates the saved values have seen. */
  get savedCount(): number {
    return this.#saved.get("step")?.data[0] ?? 0;
  }

  /** Every value, by name. */
  values(): Map<string, SavedTensor> {
    const values = new Map(this.#saved);
    for (const [name, state] of this.#states) values.set(name, save(state));
    if (this.counter !== null) values.set("step", save(this.counter.state));
    return values;
  }

  /** The states that exist. */
  get states(): State[] {
    return [...this.#states.values()];
  }
}
