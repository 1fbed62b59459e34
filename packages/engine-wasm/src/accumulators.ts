import type { Loop, Store } from "@chainrule/compiler";
import { Accumulator } from "./accumulator.ts";
import type { Cursors } from "./cursors.ts";
import type { KernelCode } from "./kernel.ts";
import type { Values } from "./values.ts";
import { type Mode, scalarMode } from "./mode.ts";
import type { Walk } from "./walk.ts";

/** The accumulators of one store. */
interface Own {
  /** Those of the vectors side by side. */
  readonly vectors: readonly Accumulator[];
  /** That of single elements. */
  readonly single: Accumulator;
  /** What these make together. */
  readonly total: Accumulator;
}

/** The accumulators of a reducing nest. */
export class Accumulators {
  readonly #cursors: Cursors;
  readonly #values: Values;
  readonly #all: readonly Own[];
  /** Whether the vectorised dimension is reduced: then vectors and single elements are combined at the end. */
  readonly #reducesVectors: boolean;
  /** Whether there are elements beyond whole vectors of it. */
  readonly #hasSingles: boolean;

  constructor(code: KernelCode, loop: Loop, walk: Walk, cursors: Cursors, values: Values) {
    this.#cursors = cursors;
    this.#values = values;
    this.#all = loop.stores.map((store) => {
      const { dtype } = loop.body[store.value]!;
      const made = (isVector: boolean): Accumulator =>
        new Accumulator(code, store, dtype, isVector);
      const vectors = Array.from({ length: walk.copies }, () => made(true));
      return { vectors, single: made(false), total: made(false) };
    });
    this.#reducesVectors = loop.reduced[walk.vector] ?? false;
    this.#hasSingles = loop.sizes[walk.vector]! % walk.lanes > 0;
  }

  /** The accumulators that are in use in a mode. */
  each(mode: Mode, f: (one: Accumulator) => void): void {
    // Around the vectorised dimension, all are.
    const around = this.#reducesVectors && mode === scalarMode;
    for (const own of this.#all) {
      if (around) own.vectors.forEach(f);
      if (!around || this.#hasSingles) inMode(own, mode).forEach(f);
    }
  }

  /** Takes up the values of a round. */
  combine(store: Store, i: number, mode: Mode): void {
    inMode(this.#all[i]!, mode).forEach((one, copy) =>
      one.combine(this.#values.local(store.value, mode, copy)),
    );
  }

  /** Stores a finished reduction. */
  finish(store: Store, i: number, mode: Mode): void {
    const own = this.#all[i]!;
    const { local } = this.#cursors.at(store.access.at);
    const joins = this.#reducesVectors && !mode.vector;
    const finished = joins ? [this.#total(own)] : inMode(own, mode);
    finished.forEach(({ result }, copy) => this.#values.put(store, local, result, mode, copy));
  }

  /** Combines the vectors side by side, then their lanes, and with those the single elements. */
  #total({ vectors: [first, ...others], single, total }: Own): Accumulator {
    for (const { result } of others) first!.add(result);
    total.addLanes(first!);
    if (this.#hasSingles) total.add(single.result);
    return total;
  }
}

/** The accumulators of a store that take up values in a mode. */
function inMode({ vectors, single }: Own, mode: Mode): readonly Accumulator[] {
  return mode.vector ? vectors.slice(0, mode.copies) : [single];
}
