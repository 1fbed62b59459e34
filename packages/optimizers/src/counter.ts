import { asTensor, retrace, State, Tensor } from "@chainrule/tensor";

/**
 * How many updates some parameters have had. Parameters that are always updated together share one count, so that what
 * depends on it is computed once for all of them. It is state and not a number, so that a replayed program counts, too.
 */
export class Counter {
  readonly state: State;
  /** How many parameters share the count. */
  #members: number;

  constructor(start: number | Tensor, members: number) {
    this.state = new State(asTensor(start, "float64"), { name: "step" });
    this.#members = members;
  }

  /** What counts for so many of its members from now on: where these are not all, another counter, which goes on from here. */
  split(members: number): Counter {
    if (members === this.#members) return this;
    // Compiled steps count for all members, and know of none that has left.
    retrace();
    this.#members -= members;
    // It begins with the count that holds also where assignments that wait, or are only tried, are dropped: this one would be among them.
    const other = new Counter(Tensor.of(this.state.variable.leaf), members);
    other.state.assign(this.state);
    return other;
  }
}
