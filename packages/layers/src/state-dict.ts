import { type Parameter, type State, fromData } from "@chainrule/tensor";
import type { Module } from "#module";
import { tensorsOf } from "./bare-module.ts";
import {
  allocate,
  checkSaved,
  isFloating,
  type SavedTensor,
  type TypedArray,
} from "@chainrule/graph";

export type { SavedTensor };

/**
 * A copy of every parameter and state of a module, by name: `module.stateDict()` as a function, which a page under the condition `chainrule-lean` imports
 * where it saves.
 *
 * ```ts
 * import { Affine, loadModule, saveModule } from "@chainrule/layers";
 *
 * const [a, b] = [new Affine(2, 3), new Affine(2, 3)];
 * loadModule(b, saveModule(a));
 * b.weight.data(); // => [...a.weight.data()]
 * ```
 */
export function saveModule(module: Module): Record<string, SavedTensor> {
  return Object.fromEntries(
    tensorsOf(module).map(([name, tensor]) => [
      name,
      { shape: [...tensor.shape], dtype: tensor.dtype, data: tensor.data() },
    ]),
  );
}

/**
 * Gives every parameter and state of a module the value that `saved` has under its name: `module.loadStateDict(saved)` as a function.
 *
 * @throws An `Error` of one sentence if a name is missing or unknown, a shape differs, or integers or booleans are given other numbers; then nothing has changed.
 *
 * ```ts
 * import { Affine, loadModule, saveModule } from "@chainrule/layers";
 *
 * const layer = new Affine(2, 1);
 * loadModule(layer, saveModule(new Affine(2, 1)));
 * loadModule(layer, {}); // throws loadStateDict: the state has no values for weight, bias.
 * ```
 */
export function loadModule(module: Module, saved: Readonly<Record<string, SavedTensor>>): void {
  const tensors = tensorsOf(module);
  const names = new Set(tensors.map(([name]) => name));
  refuse(
    "has no values for",
    [...names].filter((name) => !Object.hasOwn(saved ?? {}, name)),
  );
  refuse(
    "has values that the module has no place for:",
    Object.keys(saved).filter((name) => !names.has(name)),
  );
  const values = new Map<Parameter | State, readonly [name: string, data: TypedArray]>();
  for (const [name, tensor] of tensors) {
    const data = valueFor(name, tensor, saved[name]!);
    const [first, before] = values.get(tensor) ?? [name, data];
    if (!before.every((element, i) => Object.is(element, data[i]))) {
      throw new Error(
        `${message} has different values for ${first} and ${name}, which are one tensor.`,
      );
    }
    values.set(tensor, [name, data]);
  }
  for (const [tensor, [, data]] of values)
    tensor.assign(fromData(data, tensor.shape, tensor.dtype));
}

const message = "loadStateDict: the state";

function refuse(what: string, names: readonly string[]): void {
  if (names.length > 0) throw new Error(`${message} ${what} ${names.join(", ")}.`);
}

/** A copy of the saved elements, in the dtype of the tensor that takes them. */
function valueFor(name: string, tensor: Parameter | State, saved: SavedTensor): TypedArray {
  checkSaved(`loadStateDict: ${name}`, saved, tensor.shape);
  const { dtype, size } = tensor;
  const data = allocate(dtype, size);
  data.set(saved.data);
  if (isFloating(dtype)) return data;
  const most = dtype === "bool" ? 1 : Infinity;
  const wrong = data.findIndex((element, i) => element !== saved.data[i] || element > most);
  if (wrong < 0) return data;
  throw new TypeError(
    `loadStateDict: ${name} must hold ${dtype}; got ${saved.data[wrong]} at ${wrong}.`,
  );
}
