import type { DType } from "./dtype.ts";
import { printShape, sameShape, type Shape } from "./shape.ts";

/** The type of a value: its shape and dtype. */
export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Whether two values have the same shape and dtype.
 *
 * ```ts
 * import { sameType } from "@chainrule/graph";
 *
 * sameType({ shape: [2], dtype: "float32" }, { shape: [2], dtype: "float64" }); // => false
 * ```
 */
export function sameType(a: Type, b: Type): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/**
 * A type as printed graphs show it.
 *
 * ```ts
 * import { printType } from "@chainrule/graph";
 *
 * printType({ shape: [2, 3], dtype: "float32" }); // => "float32[2, 3]"
 * ```
 */
export function printType({ shape, dtype }: Type): string {
  return `${dtype}${printShape(shape)}`;
}
