import { allocate, type DType, type Shape, sizeOf, type TypedArray } from "@chainrule/graph";

/** What files call the types of elements, in NumPy's words. */
export type ElementName =
  | "bool"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "uint64"
  | "int64"
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64";

/** How a file holds an element, and the dtype that takes it. */
interface ElementType {
  readonly bytes: number;
  readonly dtype: DType;
  readonly get: (view: DataView, at: number, littleEndian: boolean) => number;
}

export const elements: Readonly<Record<ElementName, ElementType>> = {
  bool: { bytes: 1, dtype: "bool", get: (view, at) => Math.min(view.getUint8(at), 1) },
  uint8: { bytes: 1, dtype: "uint8", get: (view, at) => view.getUint8(at) },
  int8: { bytes: 1, dtype: "int32", get: (view, at) => view.getInt8(at) },
  uint16: { bytes: 2, dtype: "int32", get: (view, at, little) => view.getUint16(at, little) },
  int16: { bytes: 2, dtype: "int32", get: (view, at, little) => view.getInt16(at, little) },
  uint32: { bytes: 4, dtype: "int32", get: (view, at, little) => view.getUint32(at, little) },
  int32: { bytes: 4, dtype: "int32", get: (view, at, little) => view.getInt32(at, little) },
  uint64: {
    bytes: 8,
    dtype: "int32",
    get: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
  int64: {
    bytes: 8,
    dtype: "int32",
    get: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  float16: {
    bytes: 2,
    dtype: "float32",
    get: (view, at, little) => fromHalf(view.getUint16(at, little)),
  },
  bfloat16: {
    bytes: 2,
    dtype: "float32",
    get: (view, at, little) => fromFirstHalf(view.getUint16(at, little)),
  },
  float32: { bytes: 4, dtype: "float32", get: (view, at, little) => view.getFloat32(at, little) },
  float64: { bytes: 8, dtype: "float64", get: (view, at, little) => view.getFloat64(at, little) },
};

const pattern = new DataView(new ArrayBuffer(4));

/** The float32 whose first half are the bits of a bfloat16. */
function fromFirstHalf(bits: number): number {
  pattern.setUint16(0, bits);
  return pattern.getFloat32(0);
}

/** The number of a binary16 of IEEE 754: a sign, five bits of exponent, ten of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** How many elements `shape` has. Throws, beginning with `name`, where there are none though a length is more than tensors can have. */
export function sizeIn(name: string, shape: Shape): number {
  // The product of lengths that no file has is infinite, and not zero times anything.
  if (!shape.includes(0)) return sizeOf(shape);
  const wrong = shape.find((length) => length >= 2 ** 31);
  if (wrong === undefined) return 0;
  throw new Error(`${name}: lengths must be below 2³¹; got ${wrong}.`);
}

/** A copy of `size` elements from `start` on. Throws, beginning with `name`, where one is a whole number that int32 does not hold. */
export function decode(
  name: string,
  view: DataView,
  start: number,
  size: number,
  type: ElementName,
  littleEndian: boolean,
): TypedArray {
  const { bytes, dtype, get } = elements[type];
  const data = allocate(dtype, size);
  if (littleEndian && type === dtype && type !== "bool") {
    // It lies as the host has it.
    bytesOf(data).set(new Uint8Array(view.buffer, view.byteOffset + start, data.byteLength));
    return data;
  }
  for (let i = 0; i < size; i++) {
    const element = get(view, start + i * bytes, littleEndian);
    data[i] = element;
    if (dtype === "int32" && data[i] !== element) {
      throw new RangeError(
        `${name}: elements of ${type} must fit int32, from −2³¹ to 2³¹ − 1; got ${element} at ${i}.`,
      );
    }
  }
  return data;
}

/** Throws unless `bytes` are bytes, of whatever realm; an `ArrayBuffer` is the likeliest mistake. */
export function checkBytes(name: string, bytes: Uint8Array): void {
  const given: Partial<Uint8Array> | null | undefined = bytes;
  if (given?.BYTES_PER_ELEMENT !== 1) {
    throw new TypeError(`${name}: needs a Uint8Array; got ${Object(given).constructor?.name}.`);
  }
}

/** Bytes as a view. Throws unless they are bytes. */
export function viewOf(name: string, bytes: Uint8Array): DataView {
  checkBytes(name, bytes);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The bytes of a typed array, not a copy. */
export function bytesOf(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
