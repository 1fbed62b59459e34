import { checkNames, checkOneOf } from "@chainrule/graph";
import { type ImprovementOptions, isBetter } from "./improvement.ts";

/** When `EarlyStopping` gives up. */
export interface EarlyStoppingOptions extends ImprovementOptions {
  /** How many measurements in a row may bring no improvement. Default 10. */
  readonly patience?: number;
  /** How much better than the best a measurement must be to count. Default 0. */
  readonly threshold?: number;
}

/** What an `EarlyStopping` has seen: a plain object, to save and restore. */
export interface EarlyStoppingState {
  /** The best measurement; null before there is one. */
  readonly best: number | null;
  /** How many measurements in a row brought no improvement. */
  readonly bad: number;
}

/** What `EarlyStopping` says of a measurement. */
export interface Progress {
  /** Whether it is the best so far: that of the weights to keep. */
  readonly isBest: boolean;
  /** Whether to stop: more measurements in a row than the patience brought no improvement. */
  readonly stop: boolean;
}

/**
 * Says when to stop training, since a measurement (such as the loss on held-out data, once an epoch) does not improve any more, and of which measurement to keep the weights. It counts as `Plateau` does. NaN is no improvement.
 *
 * As Keras's `EarlyStopping`, whose patience is greater by one. Prechelt, *Early Stopping – But When?* (1998).
 *
 * ```ts
 * import { EarlyStopping } from "@chainrule/optimizers";
 *
 * const stopping = new EarlyStopping({ patience: 1 });
 * stopping.next(3); // => { isBest: true, stop: false }
 * stopping.next(2); // => { isBest: true, stop: false }
 * stopping.next(2); // => { isBest: false, stop: false }
 * stopping.next(4); // => { isBest: false, stop: true }
 * stopping.state; // => { best: 2, bad: 2 }
 * ```
 */
export class EarlyStopping {
  readonly #options: Required<EarlyStoppingOptions>;
  /** What it has seen so far. */
  state: EarlyStoppingState = { best: null, bad: 0 };

  /** Throws unless the patience and the threshold are numbers from 0. */
  constructor(options: EarlyStoppingOptions = {}) {
    const defaults: Required<EarlyStoppingOptions> = {
      patience: 10,
      threshold: 0,
      thresholdMode: "relative",
      maximize: false,
    };
    checkNames("EarlyStopping", options, defaults);
    checkOneOf("EarlyStopping", "thresholdMode", options.thresholdMode, ["relative", "absolute"]);
    this.#options = { ...defaults, ...options };
    for (const name of ["patience", "threshold"] as const) {
      const value = this.#options[name];
      if (value >= 0) continue;
      throw new RangeError(`EarlyStopping: ${name} must be a number from 0; got ${String(value)}.`);
    }
  }

  /** Takes a measurement, and says whether it is the best so far, and whether to stop. */
  next(measured: number): Progress {
    const { best, bad } = this.state;
    const isBest = isBetter(measured, best, this.#options);
    this.state = isBest ? { best: measured, bad: 0 } : { best, bad: bad + 1 };
    return { isBest, stop: this.state.bad > this.#options.patience };
  }
}
