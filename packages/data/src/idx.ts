import { checkNames } from "@chainrule/graph";
import { fromData, type Tensor } from "@chainrule/tensor";
import { checkBytes, decode, type ElementName, elements, sizeIn, viewOf } from "./elements.ts";
import { gunzip, isGzip, mostUnpacked } from "./packing.ts";

/** The third byte of an IDX file says what its elements are; all are big endian. */
const types: ReadonlyMap<number, ElementName> = new Map([
  [0x08, "uint8"],
  [0x09, "int8"],
  [0x0b, "int16"],
  [0x0c, "int32"],
  [0x0d, "float32"],
  [0x0e, "float64"],
]);

/** What may be said about an IDX file. */
export interface IdxOptions {
  /** What errors call the file. */
  readonly name?: string;
  /** How many axes the file must have: 3 for images, 1 for labels. */
  readonly axes?: number;
}

/** The options that there are. */
const known = { name: 0, axes: 0 } as const;

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** The magic number the file should have, as far as it is known. */
function expected(axes: number | undefined): string {
  return `magic 0x0000${axes === 3 || axes === 1 ? "08" : "··"}${axes === undefined ? "··" : hexadecimal(axes, 2)}`;
}

function found(bytes: Uint8Array): string {
  if (bytes.length < 4) return `${bytes.length} bytes`;
  return `0x${Array.from(bytes.subarray(0, 4), (byte) => hexadecimal(byte, 2)).join("")}`;
}

/** What the header of an IDX file says. */
interface Header {
  readonly element: ElementName;
  readonly shape: readonly number[];
  /** Where the elements start. */
  readonly start: number;
  /** How many there are. */
  readonly size: number;
  /** How long the file is with them. */
  readonly needed: number;
  /** How errors begin. */
  readonly needs: string;
}

/** Bytes of the longest header, of 255 axes. */
const longestHeader = 1024;

function headerOf(bytes: Uint8Array, { name = "idx", axes }: IdxOptions): Header {
  const element = types.get(bytes[2] ?? 0);
  const rank = bytes[3] ?? 0;
  const isIdx = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && element !== undefined;
  if (!isIdx || (axes !== undefined && rank !== axes)) {
    throw new Error(`${name}: expected an IDX file (${expected(axes)}); got ${found(bytes)}.`);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new Error(
      `${name}: needs a header of ${start} bytes for ${rank} axes; got ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = sizeIn(name, shape);
  const needed = start + size * elements[element].bytes;
  const lengths = rank === 0 ? "one element" : rank > 8 ? `${rank} axes` : shape.join("×");
  const needs = `${name}: needs ${needed} bytes for ${lengths} of ${element}`;
  return { element, shape, start, size, needed, needs };
}

/**
 * Reads a plain (not compressed) IDX file: two zero bytes, the element type, the number of axes, the length of each axis as
 * a big-endian 32-bit number, and the elements.
 *
 * uint8 stays uint8 and adopts `bytes`, which must not change afterwards; int8, int16 and int32 become int32; float32 and
 * float64 stay what they are. Throws, with `name` and both sizes, when the header or the size is wrong.
 *
 * The format is described on the page of the MNIST database (LeCun, Cortes, Burges).
 *
 * ```ts
 * import { parseIdx } from "@chainrule/data";
 *
 * const bytes = Uint8Array.of(0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
 * parseIdx(bytes); // => [[1, 2, 3], [4, 5, 6]]
 * parseIdx(bytes.subarray(0, 16)); // throws needs 18 bytes
 * ```
 */
export function parseIdx(bytes: Uint8Array, options: IdxOptions = {}): Tensor {
  checkNames("parseIdx", options, known);
  const { name = "idx" } = options;
  const view = viewOf(name, bytes);
  const { element, shape, start, size, needed, needs } = headerOf(bytes, options);
  if (bytes.length !== needed) throw new Error(`${needs}; got ${bytes.length}.`);
  const data =
    element === "uint8"
      ? new Uint8Array(bytes.buffer, bytes.byteOffset + start, size)
      : decode(name, view, start, size, element, false);
  return fromData(data, shape, elements[element].dtype);
}

/**
 * Reads an IDX file, plain or gzip (told apart by their first bytes), as `parseIdx` does. It runs in browsers and in Node,
 * on bytes from `fetch` or `readFile`. Throws (rejects) when the file is not whole, not IDX, or has another number of axes than `axes`.
 *
 * ```ts no-run
 * import { readIdx } from "@chainrule/data";
 * import { readFile } from "node:fs/promises";
 *
 * const images = await readIdx(await readFile("train-images-idx3-ubyte.gz"), { name: "train-images", axes: 3 });
 * images.shape; // => [60000, 28, 28]
 * ```
 */
export async function readIdx(bytes: Uint8Array, options: IdxOptions = {}): Promise<Tensor> {
  checkNames("readIdx", options, known);
  checkBytes(options.name ?? "idx", bytes);
  if (!isGzip(bytes)) return parseIdx(bytes, options);
  const { needed, needs } = headerOf(await unpack(bytes, longestHeader, options), options);
  const most = mostUnpacked * bytes.length;
  if (needed > most) throw new Error(`${needs}; got at most ${most}.`);
  const unpacked = await unpack(bytes, needed, options);
  if (unpacked.length > needed) throw new Error(`${needs}; got more.`);
  return parseIdx(unpacked, options);
}

async function unpack(bytes: Uint8Array, most: number, options: IdxOptions): Promise<Uint8Array> {
  try {
    return await gunzip(bytes, most);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${options.name ?? "idx"}: the gzip data must be whole; got ${bytes.length} bytes (${reason}).`,
      { cause },
    );
  }
}
