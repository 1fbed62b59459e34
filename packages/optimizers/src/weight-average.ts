import {
  allocate,
  checkArray,
  checkCopy,
  checkFraction,
  checkNames,
  checkSaved,
  isFloating,
  type SavedTensor,
  sizeOf,
} from "@chainrule/graph";
import {
  Assignable,
  constant,
  fromData,
  operation,
  State,
  Tensor,
  tensor,
  unreadScalars,
} from "@chainrule/tensor";
import { ScalarInputs } from "./scalar-inputs.ts";

/** How a {@link WeightAverage} weighs what it takes in. */
export interface WeightAverageOptions {
  /** δ, the part of the averages that stays at each update: a moving average. Without it, all updates count alike. */
  readonly decay?: number;
  /** Whether the decay of the first updates is smaller: `min(δ, (1 + n) / (10 + n))`. Default false. */
  readonly warmUp?: boolean;
}

/** A state for each weight, which begins as the weight is. Throws unless these are distinct, and parameters or states of floats. */
function averagesOf(owner: string, weights: readonly Assignable[]): Map<Assignable, State> {
  const averages = new Map<Assignable, State>();
  weights.forEach((weight, i) => {
    if (!(weight instanceof Assignable)) {
      checkCopy(weight, () => Tensor);
      throw new TypeError(`${owner}: weight ${i} must be a Parameter or a State.`);
    }
    const { name, dtype } = weight;
    const called = `weight ${i} (${name})`;
    if (averages.has(weight)) {
      throw new Error(`${owner}: weights must be distinct; ${called} came before.`);
    }
    if (!isFloating(dtype)) {
      throw new TypeError(`${owner}: weights must be floating; got ${dtype} for ${called}.`);
    }
    averages.set(weight, new State(weight, { name: `average of ${name}` }));
  });
  return averages;
}

/**
 * Averages of weights, which often generalise better than the weights themselves: they lie in the middle of what the last steps wander about in. With `n` the number of updates that came
 * before,
 *
 * ```text
 * a ← p                    in the first update, where n = 0
 * a ← a + (p − a)/(n + 1)  later: the mean of all p so far
 * a ← a + (1 − δ)·(p − a)  with a decay of δ; if warmUp, δ = min(decay, (1 + n) / (10 + n))
 * ```
 *
 * as PyTorch's `AveragedModel`, whose `avg_fn` the last is where there is a decay. The mean is that of Polyak, Juditsky, *Acceleration of Stochastic Approximation by Averaging* (1992), and of Izmailov et
 * al., *Averaging Weights Leads to Wider Optima and Better Generalization* (2018), where it is taken once an epoch; the decay of the first updates is that of TensorFlow's `ExponentialMovingAverage` and of
 * `torch_ema`.
 *
 * ```ts
 * import { SGD, WeightAverage } from "@chainrule/optimizers";
 * import { Parameter } from "@chainrule/tensor";
 *
 * const p = new Parameter([0]);
 * const sgd = new SGD({ learningRate: 1 });
 * const average = new WeightAverage([p]);
 * for (const gradient of [-3, 2, -4]) {
 *   sgd.update([p], [[gradient]]); // p is 3, then 1, then 5
 *   average.update();
 * }
 * average.use(() => p.toArray()); // => [3]
 * p; // => [5]
 * ```
 */
export class WeightAverage {
  readonly #averages: ReadonlyMap<Assignable, State>;
  /** How many updates there were: state, so that a replayed step counts, too. */
  readonly #updates = new State(tensor(0, { dtype: "float64" }), { name: "updates" });
  readonly #options: WeightAverageOptions;
  readonly #inputs = new ScalarInputs();

  /**
   * The averages of `weights`, which are parameters, and states such as the running statistics of `BatchNorm2d`: `[...model.parameters(), ...model.state()]`. Before the first update
   * they are what the weights are now.
   *
   * Throws unless the weights are distinct parameters or states of floats, and the decay is from 0 to 1.
   */
  constructor(weights: readonly Assignable[], options: WeightAverageOptions = {}) {
    const name = "WeightAverage";
    checkArray(name, weights);
    checkNames(name, options, { decay: 0, warmUp: 0 });
    const { decay, warmUp = false } = options;
    if (decay !== undefined) checkFraction(name, "decay", decay);
    if (warmUp && decay === undefined) {
      throw new Error(`${name}: warmUp needs a decay; got none.`);
    }
    this.#options = options;
    this.#averages = averagesOf(name, weights);
  }

  /** The averages, in the order of the weights. */
  get averages(): readonly State[] {
    return [...this.#averages.values()];
  }

  /** How many updates there were. It is read as a state is, so all that waits runs. */
  get updates(): number {
    return this.#updates.item();
  }

  /**
   * Takes the weights into the averages: after `optimizer.update`, in each step or once an epoch. In a step that `compile` captures, it is a part of the step; elsewhere the averages change in the next run,
   * which may be that of the next step.
   */
  update(): void {
    operation("WeightAverage", () => {
      // First of all: this runs what waits, and each run then does the same.
      const weights = Array.from(this.#averages.keys(), (weight) => Tensor.of(weight.node));
      const [averages, updates] = [this.averages, this.#updates];
      const values = unreadScalars(() => {
        const isFirst = updates.lessEqual(constant(0, "float64"));
        const rate = this.#rate(updates);
        return weights.map((p, i) => {
          const average = averages[i]!;
          return isFirst.where(p, average.add(p.sub(average).mul(rate.cast(p.dtype))));
        });
      });
      averages.forEach((average, i) => {
        average.assign(values[i]!);
      });
      updates.assign(updates.add(constant(1, "float64")));
    });
  }

  /** How far the averages go towards the weights, where `n` updates came before: a scalar of float64. */
  #rate(n: Tensor): Tensor {
    const number = (value: number): Tensor => constant(value, "float64");
    const { decay, warmUp } = this.#options;
    if (decay === undefined) return n.add(number(1)).reciprocal();
    const rate = this.#inputs.get("1 - decay", 1 - decay, "float64");
    return warmUp ? rate.maximum(number(9).div(n.add(number(10)))) : rate;
  }

  /**
   * Runs `f` while the weights are their averages, and gives them back what they were, to the bit: also where `f` throws, and where it gives a promise, once that is settled. What is wanted of
   * the averages must be read inside.
   *
   * ```ts
   * import { WeightAverage } from "@chainrule/optimizers";
   * import { Parameter } from "@chainrule/tensor";
   *
   * const p = new Parameter([4]);
   * const average = new WeightAverage([p], { decay: 0.75 });
   * average.update(); // 4
   * p.assign([8]);
   * average.update(); // 4 + (8 − 4)/4
   * average.use(() => p.square().item()); // => 25
   * p; // => [8]
   * ```
   */
  use<T>(f: () => T): T {
    // Kept: the run that gives the weights their averages computes these copies, too.
    const before = Array.from(this.#averages.keys(), (p) => [p, p.detach().keep()] as const);
    const goBack = (): void => {
      for (const [weight, value] of before) weight.assign(value);
    };
    let waits = false;
    this.apply();
    try {
      const result = f();
      waits = result instanceof Promise;
      return waits ? ((result as Promise<unknown>).finally(goBack) as T) : result;
    } finally {
      if (!waits) goBack();
    }
  }

  /** Gives the weights their averages, for good: the end of training. */
  apply(): void {
    for (const [weight, average] of this.#averages) weight.assign(Tensor.of(average.node));
  }

  /**
   * A copy of what an exact continuation needs: the count of `updates`, and the averages, numbered in the order of the weights.
   *
   * ```ts
   * import { WeightAverage } from "@chainrule/optimizers";
   * import { Parameter } from "@chainrule/tensor";
   *
   * const average = new WeightAverage([new Parameter([1, 2])], { decay: 0.99 });
   * average.update();
   * const saved = average.stateDict();
   * saved["0.average"]!.data; // => [1, 2]
   *
   * const other = new WeightAverage([new Parameter([0, 0])], { decay: 0.99 });
   * other.loadStateDict(saved);
   * other.updates; // => 1
   * ```
   */
  stateDict(): Record<string, SavedTensor> {
    return Object.fromEntries(
      this.#named().map(([name, state]) => {
        return [name, { shape: [...state.shape], dtype: state.dtype, data: state.data() }];
      }),
    );
  }

  /**
   * Goes on from what `stateDict` gave. Throws, and changes nothing, when a name is missing or unknown, a shape is not that of the weight, or the count is none.
   */
  loadStateDict(saved: Readonly<Record<string, SavedTensor>>): void {
    const states = this.#named();
    const names = states.map(([name]) => name);
    const given: unknown = saved;
    const wrong = Object(given) === given ? Object.keys(saved) : [String(given)];
    if (wrong.toSorted().join() !== names.toSorted().join()) {
      throw new Error(
        `WeightAverage: the state must have the names ${names.join(", ")}; got ${wrong.join(", ")}.`,
      );
    }
    for (const [name, { shape }] of states) {
      checkSaved(`WeightAverage: the saved ${name}`, saved[name], shape);
    }
    const count = saved["updates"]!.data[0]!;
    if (count < 0 || !Number.isSafeInteger(count)) {
      throw new RangeError(
        `WeightAverage: the saved updates must be a whole number from 0; got ${count}.`,
      );
    }
    for (const [name, state] of states) {
      const { shape, dtype } = state;
      const data = allocate(dtype, sizeOf(shape));
      data.set(saved[name]!.data);
      state.assign(fromData(data, shape, dtype));
    }
  }

  #named(): (readonly [name: string, state: State])[] {
    const numbered = this.averages.map((state, i) => [`${i}.average`, state] as const);
    return [["updates", this.#updates], ...numbered];
  }
}
