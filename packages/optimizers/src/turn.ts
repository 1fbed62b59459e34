import type { DType } from "@chainrule/graph";
import { type Tensor, tensor } from "@chainrule/tensor";
import type { Counter } from "./counter.ts";

interface Input {
  readonly value: number;
  readonly tensor: Tensor;
}

/** What the parameters of one update share: the numbers that enter it, what is computed once, and the assignments to make. */
export class Turn {
  readonly #inputs = new Map<string, Input>();
  readonly #before: ReadonlyMap<string, Input>;
  readonly #computed = new Map<string | Counter, Tensor>();
  readonly #assignments: (() => void)[] = [];

  /** A number that is the same as in the turn before is the same tensor, which the engine already has. */
  constructor(before: Turn | null) {
    this.#before = before === null ? new Map() : before.#inputs;
  }

  /** `value` as a scalar input called `name`. Names and not values tell inputs apart: the structure of the program must not depend on which numbers happen to be equal. */
  input(name: string, value: number, dtype: DType): Tensor {
    const key = `${name} ${dtype}`;
    let input = this.#inputs.get(key) ?? this.#before.get(key);
    if (input?.value !== value) input = { value, tensor: tensor(value, { dtype }) };
    this.#inputs.set(key, input);
    return input.tensor;
  }

  /** What `compute` gave the first time it was called for `key`. */
  once(key: string | Counter, compute: () => Tensor): Tensor {
    let value = this.#computed.get(key);
    if (value === undefined) {
      value = compute();
      this.#computed.set(key, value);
    }
    return value;
  }

  /** Postpones an assignment until every rule has been applied, so that an error assigns nothing. */
  later(assignment: () => void): void {
    this.#assignments.push(assignment);
  }

  /** Makes the assignments, and keeps only the inputs. */
  finish(): void {
    for (const assign of this.#assignments) assign();
    this.#assignments.length = 0;
    this.#computed.clear();
  }
}
