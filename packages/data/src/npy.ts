import { checkKind, checkNames, type DType, printShape } from "@chainrule/graph";
import { fromData, Tensor } from "@chainrule/tensor";
import { bytesOf, decode, type ElementName, elements, sizeIn, viewOf } from "./elements.ts";
import { decodeText, encodeText } from "./text.ts";

/** What NumPy calls the types of elements, without their byte order. */
const types: ReadonlyMap<string, ElementName> = new Map([
  ["b1", "bool"],
  ["u1", "uint8"],
  ["i1", "int8"],
  ["u2", "uint16"],
  ["i2", "int16"],
  ["f2", "float16"],
  ["u4", "uint32"],
  ["i4", "int32"],
  ["f4", "float32"],
  ["u8", "uint64"],
  ["i8", "int64"],
  ["f8", "float64"],
]);

const written: Readonly<Record<DType, string>> = {
  bool: "|b1",
  uint8: "|u1",
  int32: "<i4",
  float32: "<f4",
  float64: "<f8",
};

/** How a file begins: `\x93NUMPY`. */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads an array as `numpy.save` writes it, in either byte order, by rows or by columns.
 *
 * float32, float64, int32, uint8 and bool are what they are. float16 becomes float32; other integers become int32.
 *
 * The format is described in NumPy's manual, `numpy.lib.format`.
 *
 * @throws An `Error` of one sentence, which begins with `name`, if the file is truncated or does not hold numbers; a `RangeError` if an integer does not fit int32.
 *
 * ```ts
 * import { parseNpy, writeNpy } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const bytes = writeNpy(tensor([[1, 2], [3, 4]]));
 * parseNpy(bytes); // => [[1, 2], [3, 4]]
 * parseNpy(bytes.subarray(0, 140), { name: "x.npy" }); // throws x.npy: needs 144 bytes for [2, 2] of float32; got 140.
 * ```
 */
export function parseNpy(bytes: Uint8Array, options: { readonly name?: string } = {}): Tensor {
  checkNames("parseNpy", options, { name: 0 });
  const { name = "npy" } = options;
  const view = viewOf(name, bytes);
  const { text, start } = headerOf(name, bytes, view);
  const order = /'descr':\s*'([<>|=])(\w+)'/.exec(text);
  const type = types.get(order?.[2] ?? "");
  const columns = /'fortran_order':\s*(True|False)/.exec(text);
  // Python 2 writes `(2L, 3L)`.
  const lengths = /'shape':\s*\(([\dL,\s]*)\)/.exec(text);
  if (type === undefined || columns === null || lengths === null) {
    throw new Error(
      `${name}: needs an array of numbers or booleans; got ${text.trim().slice(0, 80)}.`,
    );
  }
  const shape = (lengths[1]!.match(/\d+/g) ?? []).map(Number);
  const size = sizeIn(name, shape);
  const needed = start + size * elements[type].bytes;
  if (bytes.length !== needed) {
    throw new Error(
      `${name}: needs ${needed} bytes for ${printShape(shape)} of ${type}; got ${bytes.length}.`,
    );
  }
  const data = decode(name, view, start, size, type, order![1] !== ">");
  if (columns[1] === "False") return fromData(data, shape, elements[type].dtype);
  return fromData(data, shape.toReversed(), elements[type].dtype).transpose() as Tensor;
}

/** The header's text, and where the elements start. */
function headerOf(
  name: string,
  bytes: Uint8Array,
  view: DataView,
): { readonly text: string; readonly start: number } {
  const version = bytes[6] ?? 0;
  if (!magic.every((byte, i) => bytes[i] === byte) || version < 1 || version > 3) {
    throw new Error(`${name}: expected an array of numpy.save; got other bytes.`);
  }
  const wide = version > 1;
  const first = wide ? 12 : 10;
  const length =
    bytes.length < first ? 0 : wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = first + length;
  if (bytes.length < start || length === 0) {
    throw new Error(`${name}: needs ${start} bytes for its header; got ${bytes.length}.`);
  }
  return { text: decodeText(bytes.subarray(first, start), "latin1"), start };
}

/**
 * The bytes of a file that `numpy.load` reads. Reads the value of `x`, and throws where that cannot be read.
 *
 * ```ts
 * import { writeNpy } from "@chainrule/data";
 * import { rand } from "@chainrule/tensor";
 *
 * const bytes = writeNpy(rand([2, 3])); // for writeFile("x.npy", bytes)
 * bytes.length; // => 152
 * ```
 */
export function writeNpy(x: Tensor): Uint8Array {
  checkKind("writeNpy", "what is written", x, Tensor, "a tensor");
  const data = x.data();
  // As Python writes a tuple.
  const shape = x.ndim === 1 ? `${x.shape[0]},` : x.shape.join(", ");
  const text = `{'descr': '${written[x.dtype]}', 'fortran_order': False, 'shape': (${shape}), }`;
  // Elements begin at a multiple of 64; a line ends before them.
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 0, start);
  bytes.set([...magic, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(encodeText(text), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(bytesOf(data), start);
  return bytes;
}
