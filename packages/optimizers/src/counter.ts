import { retrace, State, Tensor, tensor } from "@chainrule/tensor";

/**
 * How many updates some parameters have had. Parameters that are always updated together share one count, so that what
 * depends on it is computed once for all of them. It is state and not a number, so that a replayed program counts, too.
 */
export class Counter {
  readonly state: State;
  /** The count, as long as nothing has counted. */
  start: number | null;
  /** How many parameters share the count. */
  members = 1;

  /** The count is `start` at first, or what `state` says. */
  constructor(start: number, state: Tensor = tensor(start, { dtype: "float64" })) {
    this.start = start;
    this.state = new State(state, { name: "step" });
  }

  /** Another counter that goes on from here, for one of the members. */
  split(): Counter {
    // Compiled steps count for all members, and know of none that has left.
    retrace();
    // It begins with the count that holds also where assignments that wait, or are only tried, are dropped: this one would be among them.
    const other = new Counter(0, Tensor.of(this.state.variable.leaf));
    other.state.assign(this.state);
    this.members--;
    return other;
  }
}
