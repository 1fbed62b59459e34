import { type DType, dtypeOfArray, type TypedArray } from "./dtype.ts";
import { kindOf } from "./kind.ts";
import { printShape, sameShape, type Shape, sizeOf } from "./shape.ts";

/** A tensor's value outside any engine: what `stateDict` writes and `loadStateDict` reads. */
export interface SavedTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The elements, row by row. */
  readonly data: TypedArray | readonly number[];
}

/**
 * Throws a sentence that begins with `name` unless `saved`, which may come from a file, holds the numbers of a tensor of `shape`.
 *
 * ```ts
 * import { checkSaved } from "@chainrule/graph";
 *
 * const bias = { shape: [2], dtype: "float32", data: [1, 2] } as const;
 * checkSaved("bias", bias, [3]); // throws bias must have shape [3]; got 2 elements of [2].
 * ```
 */
export function checkSaved(
  name: string,
  saved: SavedTensor | null | undefined,
  shape: Shape,
): void {
  const { shape: given, data } = saved ?? {};
  if (!Array.isArray(given) || !data || !(Array.isArray(data) || dtypeOfArray(data))) {
    throw new TypeError(
      `${name} must be as stateDict gives it, with data in an array or a typed array, which JSON makes an object; got ${kindOf(saved)}.`,
    );
  }
  if (!sameShape(given, shape) || data.length !== sizeOf(shape)) {
    // A damaged file may say any number of lengths.
    const lengths = printShape(given.slice(0, 9));
    throw new Error(
      `${name} must have shape ${printShape(shape)}; got ${data.length} elements of ${lengths}.`,
    );
  }
  // JSON has null where there was NaN.
  const wrong = Array.isArray(data) ? data.findIndex((element) => typeof element !== "number") : -1;
  if (wrong >= 0) {
    throw new TypeError(`${name} must hold numbers; got ${String(data[wrong])} at ${wrong}.`);
  }
}
