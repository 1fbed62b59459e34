import { constant, type State, type Tensor } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";

/** What the parameters of one update share: their counts, and the assignments to make. */
export class Update {
  readonly #steps = new Map<Counter, Tensor>();
  readonly #assignments = new Map<State, Tensor>();

  /** How often the parameters of `counter` have been updated, this update included. */
  step(counter: Counter): Tensor {
    let step = this.#steps.get(counter);
    if (step === undefined) {
      step = counter.state.add(constant(1, "float64"));
      this.later(counter.state, step);
      this.#steps.set(counter, step);
    }
    return step;
  }

  /** Postpones an assignment until every rule has been applied, so that an error assigns nothing. */
  later(state: State, value: Tensor): void {
    this.#assignments.set(state, value);
  }

  /** Makes the assignments. */
  finish(): void {
    for (const [state, value] of this.#assignments) state.assign(value);
  }
}
