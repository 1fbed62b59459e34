import { allocate, sizeOf } from "@chainrule/graph";
import { fromData, type Parameter, State } from "@chainrule/tensor";
import { Counter } from "./counter.ts";

/** What an optimizer remembers about one parameter: tensors of the parameter's shape, and how many updates it has had. */
export class Slot {
  readonly #owner: string;
  readonly #parameter: Parameter;
  /** The states that exist, by name. */
  readonly states: Map<string, State> = new Map();
  counter: Counter;

  /** `count` updates came before. */
  constructor(owner: string, parameter: Parameter, count = 0) {
    this.#owner = owner;
    this.#parameter = parameter;
    this.counter = new Counter(count);
  }

  /** The state called `name`, which begins with `values`, or else is filled with `initial`. */
  state(name: string, initial: number, values: ArrayLike<number> = []): State {
    let state = this.states.get(name);
    if (state === undefined) {
      const { shape, dtype } = this.#parameter;
      const data = allocate(dtype, sizeOf(shape)).fill(initial);
      data.set(values);
      state = new State(fromData(data, shape, dtype), {
        name: `${this.#owner} ${name} of ${this.#parameter.name}`,
      });
      this.states.set(name, state);
    }
    return state;
  }
}

/** Gives the parameters that are updated together, and always were, one counter. */
export function share(slots: readonly Slot[]): void {
  const together = new Map<Counter | number, Slot[]>();
  for (const slot of slots) {
    const key = slot.counter.start ?? slot.counter;
    const group = together.get(key);
    if (group === undefined) together.set(key, [slot]);
    else group.push(slot);
  }
  for (const [key, [first, ...others]] of together) {
    if (typeof key !== "number") {
      if (key.members === 1 + others.length) continue;
      first!.counter = key.split();
    }
    const { counter } = first!;
    counter.start = null;
    for (const slot of others) {
      slot.counter.members--;
      slot.counter = counter;
      counter.members++;
    }
  }
}
