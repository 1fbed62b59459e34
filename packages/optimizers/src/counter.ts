import { State, tensor } from "@chainrule/tensor";

/**
 * How many updates some parameters have had. Parameters that are always updated together share one count, so that what
 * depends on it is computed once for all of them. It is state and not a number, so that a replayed program counts, too.
 */
export class Counter {
  readonly state: State;
  /** How many parameters share the count. */
  members = 0;

  constructor(count = 0) {
    this.state = new State(tensor(count, { dtype: "float64" }), { name: "step" });
  }

  /** Another counter that goes on from here. */
  split(): Counter {
    const other = new Counter();
    other.state.assign(this.state);
    return other;
  }
}
