/** The element types of tensors. `float32` is the default; `bool` is stored as bytes 0 and 1. */
export type DType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** What holds the elements of a tensor on the host. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** From the weakest to the strongest: the result of mixing two dtypes is the stronger one. */
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

function kindOf<D extends DType>(dtype: D): (typeof arrays)[D] {
  if (Object.hasOwn(arrays, dtype)) return arrays[dtype];
  throw new TypeError(`dtype: it must be one of ${dtypes.join(", ")}; got ${dtype}.`);
}

/** The kind of typed array that holds elements of `dtype`. */
export function arrayOf(dtype: DType): ArrayKind {
  return arrays[dtype] as ArrayKind;
}

/** A zero-filled typed array of `length` elements of `dtype`. */
export function allocate(dtype: DType, length: number): TypedArray {
  return new (kindOf(dtype))(length);
}

/** Bytes of one element. */
export function bytesOf(dtype: DType): number {
  return kindOf(dtype).BYTES_PER_ELEMENT;
}

/** Whether `array` is what holds elements of `dtype`. */
export function holds(array: unknown, dtype: DType): boolean {
  return array instanceof kindOf(dtype);
}

/** The dtype that `array` holds elements of, as which bytes are uint8; nothing where it holds those of none. */
export function dtypeOfArray(array: unknown): DType | undefined {
  return dtypes.find((dtype) => dtype !== "bool" && holds(array, dtype));
}

/** Whether `dtype` is `float32` or `float64`. */
export function isFloating(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/** The dtype of a mix: bool < uint8 < int32 < float32 < float64. */
export function promote(a: DType, b: DType): DType {
  return dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b;
}
