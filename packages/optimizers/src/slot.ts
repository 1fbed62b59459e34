import { allocate, type Shape, sizeOf } from "@chainrule/graph";
import { fromData, type Parameter, State } from "@chainrule/tensor";
import { Counter } from "./counter.ts";

/** Whose slot it is: an optimizer. */
export interface Owner {
  readonly name: string;
  /** The shape of what is remembered under `name` about a parameter of `shape`. */
  shapeOf(name: string, shape: Shape): Shape;
}

/** What an optimizer remembers about one parameter: tensors, and how many updates it has had. */
export class Slot {
  readonly owner: Owner;
  readonly #parameter: Parameter;
  /** How many updates came before there was a counter. */
  readonly #start: number;
  #counter: Counter | undefined;
  /** The states that exist, by name. */
  readonly states: Map<string, State> = new Map();

  /** `start` updates came before. */
  constructor(owner: Owner, parameter: Parameter, start = 0) {
    this.owner = owner;
    this.#parameter = parameter;
    this.#start = start;
  }

  get counter(): Counter {
    return (this.#counter ??= new Counter(this.#start, 1));
  }

  /** The state called `name`, which begins with `values`, or else is filled with `initial`. */
  state(name: string, initial: number, values: ArrayLike<number> = []): State {
    let state = this.states.get(name);
    if (state === undefined) {
      const { dtype } = this.#parameter;
      const shape = this.owner.shapeOf(name, this.#parameter.shape);
      const data = allocate(dtype, sizeOf(shape)).fill(initial);
      data.set(values);
      state = new State(fromData(data, shape, dtype), {
        name: `${this.owner.name} ${name} of ${this.#parameter.name}`,
      });
      this.states.set(name, state);
    }
    return state;
  }

  /** Gives the parameters that are updated together, and always were, one counter. */
  static share(slots: readonly Slot[]): void {
    const together = new Map<Counter | number, Slot[]>();
    for (const slot of slots) {
      const before = slot.#counter ?? slot.#start;
      const group = together.get(before);
      if (group === undefined) together.set(before, [slot]);
      else group.push(slot);
    }
    for (const [before, group] of together) {
      const { length } = group;
      const counter =
        typeof before === "number" ? new Counter(before, length) : before.split(length);
      for (const slot of group) slot.#counter = counter;
    }
  }
}
