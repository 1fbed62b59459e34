import { type DType, type Parameter, type Shape, type State, fromData } from "@chainrule/tensor";
import { allocate, printShape, sameShape, type TypedArray } from "@chainrule/graph";

/** A tensor's value outside any engine: what `stateDict` writes and `loadStateDict` reads. */
export interface SavedTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The elements, row by row. */
  readonly data: TypedArray | readonly number[];
}

type Named = readonly [name: string, tensor: Parameter | State];

/** A copy of every tensor's value. */
export function saveState(tensors: readonly Named[]): Record<string, SavedTensor> {
  return Object.fromEntries(
    tensors.map(([name, tensor]) => [
      name,
      { shape: [...tensor.shape], dtype: tensor.dtype, data: tensor.data() },
    ]),
  );
}

/** Assigns every tensor its saved value, once all are known to fit. */
export function loadState(
  tensors: readonly Named[],
  saved: Readonly<Record<string, SavedTensor>>,
): void {
  const names = new Set(tensors.map(([name]) => name));
  refuse(
    "has no values for",
    [...names].filter((name) => !Object.hasOwn(saved, name)),
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
  if (!sameShape(saved.shape, tensor.shape)) {
    throw new Error(
      `loadStateDict: ${name} must have shape ${printShape(tensor.shape)}; got ${printShape(saved.shape)}.`,
    );
  }
  if (saved.data.length !== tensor.size) {
    throw new Error(
      `loadStateDict: ${name} must have ${tensor.size} elements; got ${saved.data.length}.`,
    );
  }
  const data = allocate(tensor.dtype, tensor.size);
  data.set(saved.data);
  return data;
}
