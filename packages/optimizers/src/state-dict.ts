import type { Optimizer } from "#optimizer";
import { checkSaved, type SavedTensor } from "@chainrule/graph";
import { type Parameter, retrace, type State } from "@chainrule/tensor";
import type { OptimizerOptions } from "./options.ts";
import { type Owner, Slot } from "./slot.ts";

type Saved = ReadonlyMap<string, SavedTensor>;

/** A copy of the value of `state`. */
function save(state: State): SavedTensor {
  return { shape: [...state.shape], dtype: state.dtype, data: state.data() };
}

/** What is wrong with a state that does not have what the optimizer needs, but has other names. */
function stateError(owner: string, needed: string, got: Iterable<string>): Error {
  return new Error(
    `${owner}: the state must have ${needed}, as its own has; got ${[...got].join(", ")}.`,
  );
}

/** What errors call the names of a state. */
const some = "names like 0.step";

/** A slot that goes on from saved values. What a rule asks for first it always remembers: where that was not saved, the values are those of another rule. */
class RestoredSlot extends Slot {
  /** Whether the rule is yet to ask for something that was saved. */
  isUnused?: boolean;

  override state(name: string, initial: number, values?: ArrayLike<number>): State {
    if (this.isUnused && !this.states.has(name)) {
      throw stateError(this.owner.name, name, this.states.keys());
    }
    this.isUnused = false;
    return super.state(name, initial, values);
  }
}

/** What is remembered about a parameter that goes on from saved values. Throws when one does not have the parameter's shape, or holds something other than numbers. */
function restored(owner: Owner, parameter: Parameter, values: Saved): Slot {
  for (const [name, value] of values) {
    const shape = name === "step" ? [] : owner.shapeOf(name, parameter.shape);
    checkSaved(`${owner.name}: the saved ${name} of ${parameter.name}`, value, shape);
  }
  const count = values.get("step")?.data[0] ?? 0;
  if (count < 0 || !Number.isSafeInteger(count)) {
    throw new RangeError(
      `${owner.name}: the saved step of ${parameter.name} must be an integer from 0; got ${count}.`,
    );
  }
  const slot = new RestoredSlot(owner, parameter, count);
  for (const [name, { data }] of values) {
    if (name !== "step") slot.state(name, 0, data);
  }
  slot.isUnused = values.size > 1;
  return slot;
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
  for (const [i, { states, counter }] of [...optimizer["slots"].values()].entries()) {
    for (const [name, state] of states) dict[`${i}.${name}`] = save(state);
    dict[`${i}.step`] = save(counter.state);
  }
  for (const [i, { values }] of optimizer["loaded"]) {
    for (const [name, value] of values) dict[`${i}.${name}`] = value;
  }
  return dict;
}

/**
 * Goes on from what was saved, in place of anything remembered before: `optimizer.loadStateDict(saved)` as a function.
 *
 * Throws when a name is unknown or the state is no optimizer's; or, at the next update at the latest, when a shape is not that of the parameter, a step is no count, or the state is another rule's, without what this one remembers first. Then nothing has changed.
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
    throw stateError(owner, some, [String(given)]);
  }
  const { learningRate, ...others } = dict;
  if (learningRate !== undefined) checkSaved(`${owner}: the saved learningRate`, learningRate, []);
  const saved = new Map<number, Map<string, SavedTensor>>();
  for (const [key, value] of Object.entries(others)) {
    const [, index, name] = /^(0|[1-9]\d*)\.(\w+)$/.exec(key) ?? [];
    if (name === undefined) {
      throw stateError(owner, some, [key]);
    }
    const known = saved.get(Number(index)) ?? new Map<string, SavedTensor>();
    saved.set(Number(index), known.set(name, value));
  }
  for (const [i, values] of saved) {
    if (!values.has("step")) throw stateError(owner, `${i}.step`, values.keys());
  }
  const slots = optimizer["slots"];
  const met = [...slots.keys()].map((parameter, i) => {
    return [parameter, restored(optimizer, parameter, saved.get(i) ?? new Map())] as const;
  });
  if (learningRate) optimizer.learningRate = learningRate.data[0]!;
  // Compiled steps go on from what was remembered before.
  retrace();
  for (const [parameter, slot] of met) slots.set(parameter, slot);
  Slot.share([...slots.values()]);
  const loaded = optimizer["loaded"];
  loaded.clear();
  for (const [i, values] of saved) {
    if (i >= slots.size)
      loaded.set(i, { values, slot: (parameter) => restored(optimizer, parameter, values) });
  }
}
