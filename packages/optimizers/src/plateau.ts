import { checkNames } from "@chainrule/graph";
import { type ImprovementOptions, isBetter } from "./improvement.ts";

/** When `Plateau` lowers the learning rate, and by how much. */
export interface PlateauOptions extends ImprovementOptions {
  /** What the learning rate is multiplied by. Default 0.1. */
  readonly factor?: number;
  /** How many measurements in a row may bring no improvement before the learning rate falls. Default 10. */
  readonly patience?: number;
  /** How many measurements are ignored after the learning rate fell. Default 0. */
  readonly cooldown?: number;
  /** The learning rate falls no lower. Default 0. */
  readonly minimum?: number;
  /** A smaller change of the learning rate is not made. Default 1e-8. */
  readonly eps?: number;
}

/** What a `Plateau` has seen: a plain object, to save and restore. */
export interface PlateauState {
  readonly learningRate: number;
  readonly best: number | null;
  /** How many measurements in a row brought no improvement. */
  readonly bad: number;
  /** How many measurements are still to be ignored. */
  readonly cooling: number;
}

/**
 * A learning rate that falls when a measurement (such as the loss on held-out data, once an epoch) stops improving. As PyTorch's `ReduceLROnPlateau`.
 *
 * ```ts
 * import { Plateau } from "@chainrule/optimizers";
 *
 * const plateau = new Plateau(1, { patience: 1, factor: 0.5 });
 * [3, 2, 2, 2, 1].map((loss) => plateau.next(loss)); // => [1, 1, 1, 0.5, 0.5]
 * ```
 */
export class Plateau {
  readonly #options: Required<PlateauOptions>;
  /** What it has seen so far. */
  state: PlateauState;

  /** Throws unless the factor is from 0 to below 1. */
  constructor(initial: number, options: PlateauOptions = {}) {
    const defaults: Required<PlateauOptions> = {
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: "relative",
      maximize: false,
      cooldown: 0,
      minimum: 0,
      eps: 1e-8,
    };
    checkNames("Plateau", options, defaults);
    this.#options = { ...defaults, ...options };
    const { factor } = this.#options;
    if (!(factor >= 0 && factor < 1)) {
      throw new RangeError(`Plateau: the factor must be from 0 to below 1; got ${factor}.`);
    }
    this.state = { learningRate: initial, best: null, bad: 0, cooling: 0 };
  }

  /** Takes a measurement, and gives the learning rate to go on with. */
  next(measured: number): number {
    const { patience, cooldown } = this.#options;
    const { best, cooling } = this.state;
    const better = isBetter(measured, best, this.#options);
    const bad = better || cooling > 0 ? 0 : this.state.bad + 1;
    const falls = bad > patience;
    this.state = {
      learningRate: falls ? this.#lower() : this.state.learningRate,
      best: better ? measured : best,
      bad: falls ? 0 : bad,
      cooling: falls ? cooldown : Math.max(0, cooling - 1),
    };
    return this.state.learningRate;
  }

  #lower(): number {
    const { factor, minimum, eps } = this.#options;
    const { learningRate } = this.state;
    const lower = Math.max(learningRate * factor, minimum);
    return learningRate - lower > eps ? lower : learningRate;
  }
}
