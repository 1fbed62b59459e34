/** The element types of tensors. `float32` is the default; `bool` is stored as bytes 0 and 1. */
export type DType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** What holds the elements of a tensor on the host. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * From the weakest to the strongest: the result of mixing two dtypes is the stronger one.
 *
 * ```ts
 * import { dtypes } from "@chainrule/graph";
 *
 * dtypes; // => ["bool", "uint8", "int32", "float32", "float64"]
 * ```
 */
export const dtypes: readonly DType[] = ["bool", "uint8", "int32", "float32", "float64"];

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** A kind of typed array. */
export interface ArrayKind {
  readonly name: string;
  new (buffer: ArrayBufferLike, start: number, length: number): TypedArray;
}

function checkedArrayOf<D extends DType>(dtype: D): (typeof arrays)[D] {
  if (Object.hasOwn(arrays, dtype)) return arrays[dtype];
  throw new TypeError(`dtype: it must be one of ${dtypes.join(", ")}; got ${dtype}.`);
}

/**
 * The kind of typed array that holds elements of `dtype`; bools are bytes.
 *
 * ```ts
 * import { arrayOf } from "@chainrule/graph";
 *
 * arrayOf("bool").name; // => "Uint8Array"
 * ```
 */
export function arrayOf(dtype: DType): ArrayKind {
  return arrays[dtype] as ArrayKind;
}

/**
 * A zero-filled typed array of `length` elements of `dtype`. Throws a `TypeError` that lists the dtypes where `dtype` is not one of them.
 *
 * ```ts
 * import { allocate } from "@chainrule/graph";
 *
 * allocate("int32", 2); // => Int32Array.of(0, 0)
 * ```
 */
export function allocate(dtype: DType, length: number): TypedArray {
  return new (checkedArrayOf(dtype))(length);
}

/**
 * Bytes of one element. Throws a `TypeError` that lists the dtypes where `dtype` is not one of them.
 *
 * ```ts
 * import { bytesOf } from "@chainrule/graph";
 *
 * bytesOf("float64"); // => 8
 * ```
 */
export function bytesOf(dtype: DType): number {
  return checkedArrayOf(dtype).BYTES_PER_ELEMENT;
}

/**
 * Whether `array` is what holds elements of `dtype`. Throws a `TypeError` that lists the dtypes where `dtype` is not one of them.
 *
 * ```ts
 * import { holds } from "@chainrule/graph";
 *
 * holds(new Float32Array(2), "float32"); // => true
 * holds([1, 2], "float32"); // => false
 * ```
 */
export function holds(array: unknown, dtype: DType): boolean {
  // By name: pages' frames and test runners have typed arrays of their own.
  return (array as TypedArray | null)?.[Symbol.toStringTag] === checkedArrayOf(dtype).name;
}

/**
 * The dtype that `array` holds elements of, as which bytes are uint8; nothing where it holds those of none. Never throws.
 *
 * ```ts
 * import { dtypeOfArray } from "@chainrule/graph";
 *
 * dtypeOfArray(new Uint8Array(2)); // => "uint8"
 * dtypeOfArray([1, 2]); // => undefined
 * ```
 */
export function dtypeOfArray(array: unknown): DType | undefined {
  return dtypes.find((dtype) => dtype !== "bool" && holds(array, dtype));
}

/**
 * Whether `dtype` is `float32` or `float64`.
 *
 * ```ts
 * import { isFloating } from "@chainrule/graph";
 *
 * isFloating("int32"); // => false
 * ```
 */
export function isFloating(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/**
 * The dtype of a mix: bool < uint8 < int32 < float32 < float64.
 *
 * ```ts
 * import { promote } from "@chainrule/graph";
 *
 * promote("int32", "bool"); // => "int32"
 * ```
 */
export function promote(a: DType, b: DType): DType {
  return dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b;
}
