import type { Optimizer } from "#optimizer";
import { checkSaved, type SavedTensor } from "@chainrule/graph";
import { type Parameter, retrace, type State, unreadScalars } from "@chainrule/tensor";
import type { OptimizerOptions } from "./options.ts";
import { Slot } from "./slot.ts";
import { Update } from "./update.ts";

type Saved = ReadonlyMap<string, SavedTensor>;

/** A copy of the value of `state`. */
function save(state: State): SavedTensor {
  return { shape: [...state.shape], dtype: state.dtype, data: state.data() };
}

/** What is wrong with a state that does not have what the optimizer needs, but has other names. */
function stateError(owner: string, needed: string, got: Iterable<string>): Error {
  return new Error(`${owner}: the state must have ${needed}; got ${[...got].join(", ")}.`);
}

/** What is remembered about a parameter that goes on from saved values. Throws unless these are what the rule remembers with the options that hold now, each of its shape, and numbers. */
function restored<O extends OptimizerOptions>(
  optimizer: Optimizer<O>,
  parameter: Parameter,
  values?: Saved,
): Slot {
  if (!values) return new Slot(optimizer, parameter);
  const { name: owner } = optimizer;
  // What the rule asks for in an update that is not made.
  const asked = new Slot(optimizer, parameter);
  const groups = optimizer["grouped"](optimizer.learningRate);
  unreadScalars(() => optimizer["next"](parameter, parameter, asked, groups, new Update()));
  const { states } = asked;
  const names = [...states.keys(), "step"];
  if (names.length !== values.size || names.some((name) => !values.has(name))) {
    throw stateError(owner, `the names ${names.join(", ")}`, values.keys());
  }
  const called = (name: string): string => `${owner}: the saved ${name} of ${parameter.name}`;
  for (const [name, value] of values) {
    checkSaved(called(name), value, states.get(name)?.shape ?? []);
  }
  const count = values.get("step")!.data[0]!;
  if (count < 0 || !Number.isSafeInteger(count)) {
    throw new RangeError(`${called("step")} must be an integer from 0; got ${count}.`);
  }
  const slot = new Slot(optimizer, parameter, count);
  for (const name of states.keys()) slot.state(name, 0, values.get(name)!.data);
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
 * Throws, and changes nothing, when the state is no optimizer's, or has for a parameter other names than the rule remembers with these options, other shapes, or a step that is no count: at once where the parameter has been updated before, or else in its first update.
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
  // What is no object is the name of something that no state has.
  const { learningRate, ...others } =
    Object(dict) === dict ? dict : { [String(dict as unknown)]: dict as never };
  if (learningRate !== undefined) checkSaved(`${owner}: the saved learningRate`, learningRate, []);
  const saved = new Map<number, Map<string, SavedTensor>>();
  for (const [key, value] of Object.entries(others)) {
    const [, index, name] = /^(0|[1-9]\d*)\.(\w+)$/.exec(key) ?? [];
    if (name === undefined) throw stateError(owner, "names like 0.step", [key]);
    const i = Number(index);
    saved.set(i, (saved.get(i) ?? new Map<string, SavedTensor>()).set(name, value));
  }
  for (const [i, values] of saved) {
    if (!values.has("step")) throw stateError(owner, `${i}.step`, values.keys());
  }
  const slots = optimizer["slots"];
  const met = [...slots.keys()].map((parameter, i) => {
    return [parameter, restored(optimizer, parameter, saved.get(i))] as const;
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
