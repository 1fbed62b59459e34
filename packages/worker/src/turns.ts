import { breath } from "./breath.ts";
import type { Asked } from "./messages.ts";

/** A generator, `async` or not. */
export interface Steps {
  next(): unknown;
  return(value: unknown): unknown;
  throw(error: unknown): unknown;
}

/** Whether a method gave a generator. */
export function isSteps(given: unknown): given is Steps {
  const { next, return: end, throw: fail } = (given ?? {}) as Partial<Steps>;
  return [next, end, fail].every((method) => typeof method === "function");
}

/** What a generator returns that was stopped. */
export const stopped: unique symbol = Symbol("stopped");

/** The worker's side of a run: a generator that takes one step after the other, and listens in between. */
export class Turns {
  /** How many more reports the page takes. */
  #credit = 0;
  #paused = false;
  /** How many steps to take all the same. */
  #steps = 0;
  #stopping = false;
  #wake: () => void = () => undefined;

  /** Does what the page asks. */
  hear(request: Asked): void {
    switch (request.asked) {
      case "more":
        this.#credit += request.count;
        break;
      case "stop":
        this.#stopping = true;
        break;
      case "step":
        this.#paused = true;
        this.#steps++;
        break;
      default:
        this.#paused = request.asked === "pause";
        this.#steps = 0;
    }
    this.#wake();
  }

  /** Runs a generator, and gives what it returns. Where `report` throws, so does the `yield` that the report comes from. */
  async take(steps: Steps, report: (value: unknown) => void): Promise<unknown> {
    let turn = (): unknown => steps.next();
    let returned = false;
    for (;;) {
      while (this.#waits) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#paused) this.#steps--;
      if (this.#stopping && !returned) {
        returned = true;
        turn = () => steps.return(stopped);
      }
      const { done, value } = (await turn()) as IteratorResult<unknown, unknown>;
      turn = () => steps.next();
      try {
        const given = await value;
        if (done) return given;
        if (given !== undefined) {
          report(given);
          this.#credit--;
        }
      } catch (error) {
        if (done) throw error;
        turn = () => steps.throw(error);
      }
      await breath();
    }
  }

  get #waits(): boolean {
    const held = this.#paused && this.#steps === 0;
    return !this.#stopping && (held || this.#credit === 0);
  }
}
