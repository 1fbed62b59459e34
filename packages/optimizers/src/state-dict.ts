import type { Optimizer } from "#optimizer";
import { checkSaved, type SavedTensor } from "@chainrule/graph";
import type { Parameter, State } from "@chainrule/tensor";
import { checkOptions, type OptimizerOptions } from "./options.ts";
import { Slot } from "./slot.ts";

type Saved = Map<string, SavedTensor>;

/** Loaded values of parameters that an optimizer has not seen yet, by their place in the order of first updates. */
const waiting = new WeakMap<object, Map<number, Saved>>();

/** A copy of the value of `state`. */
function save(state: State): SavedTensor {
  return { shape: [...state.shape], dtype: state.dtype, data: state.data() };
}

/** A copy of what is remembered about a parameter, by name. */
function valuesOf({ saved, states, counter }: Slot): Saved {
  const values = new Map(saved);
  for (const [name, state] of states) values.set(name, save(state));
  if (counter !== null) values.set("step", save(counter.state));
  return values;
}

/** What is remembered about a parameter that goes on from saved values. Throws when one does not have the parameter's shape, or holds what is no number. */
function restored(owner: string, parameter: Parameter, saved: Saved = new Map()): Slot {
  for (const [name, value] of saved) {
    const shape = name === "step" ? [] : parameter.shape;
    checkSaved(`${owner}: the saved ${name} of ${parameter.name}`, value, shape);
    const count = name === "step" ? value.data[0]! : 0;
    if (count < 0 || !Number.isSafeInteger(count)) {
      throw new RangeError(
        `${owner}: the saved step of ${parameter.name} must be a whole number from 0; got ${count}.`,
      );
    }
  }
  return new Slot(owner, parameter, saved);
}

/**
 * A copy of what an exact continuation needs: `optimizer.stateDict()` as a function, which a page under the condition `chainrule-lean` imports where it saves.
 *
 * ```ts
 * import { Adam, loadOptimizer, saveOptimizer } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * const adam = new Adam({ betas: [0.5, 0.75] });
 * adam.update([p], [tensor([2, 4])]);
 * const saved = saveOptimizer(adam);
 * saved["0.mean"]!.data; // => [1, 2]
 *
 * loadOptimizer(new Adam({ betas: [0.5, 0.75] }), saved);
 * ```
 */
export function saveOptimizer<O extends OptimizerOptions>(
  optimizer: Optimizer<O>,
): Record<string, SavedTensor> {
  const dict: Record<string, SavedTensor> = {
    learningRate: { shape: [], dtype: "float64", data: Float64Array.of(optimizer.learningRate) },
  };
  const seen = [...optimizer["slots"].values()].map((slot, i) => [i, valuesOf(slot)] as const);
  for (const [i, values] of [...seen, ...(waiting.get(optimizer) ?? [])]) {
    for (const [name, value] of values) dict[`${i}.${name}`] = value;
  }
  return dict;
}

/**
 * Goes on from what was saved, in place of anything remembered before: `optimizer.loadStateDict(saved)` as a function.
 *
 * Throws when a name is unknown; or, at the next update at the latest, when a shape is not that of the parameter or a step is no count. Then nothing has changed.
 *
 * ```ts
 * import { Adam, loadOptimizer, saveOptimizer } from "@chainrule/optimizers";
 *
 * const adam = new Adam();
 * loadOptimizer(adam, saveOptimizer(new Adam({ learningRate: 0.5 })));
 * adam.learningRate; // => 0.5
 * ```
 */
export function loadOptimizer<O extends OptimizerOptions>(
  optimizer: Optimizer<O>,
  dict: Readonly<Record<string, SavedTensor>>,
): void {
  const { name: owner } = optimizer;
  const given: unknown = dict;
  if (Object(given) !== given) {
    throw new TypeError(`${owner}: the state must be an object; got ${String(given)}.`);
  }
  const { learningRate, ...values } = dict;
  if (learningRate !== undefined) checkSaved(`${owner}: the saved learningRate`, learningRate, []);
  const rate = learningRate?.data[0] ?? optimizer.learningRate;
  checkOptions(owner, { learningRate: rate });
  const saved = new Map<number, Saved>();
  for (const [key, value] of Object.entries(values)) {
    const [, index, name] = /^(0|[1-9]\d*)\.(\w+)$/.exec(key) ?? [];
    if (name === undefined) {
      throw new Error(
        `${owner}: saved names must be "learningRate" or a number, a dot and a name; got "${key}".`,
      );
    }
    const known = saved.get(Number(index)) ?? new Map<string, SavedTensor>();
    saved.set(Number(index), known.set(name, value));
  }
  const slots = [...optimizer["slots"].keys()].map((parameter, i) => {
    return [parameter, restored(owner, parameter, saved.get(i))] as const;
  });
  for (const [i, [parameter, slot]] of slots.entries()) {
    optimizer["slots"].set(parameter, slot);
    saved.delete(i);
  }
  waiting.set(optimizer, saved);
  optimizer["begin"] = (parameter, place) => {
    const slot = restored(owner, parameter, saved.get(place));
    saved.delete(place);
    return slot;
  };
  optimizer.learningRate = rate;
}
