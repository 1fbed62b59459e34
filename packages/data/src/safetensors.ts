import {
  allocate,
  checkCopy,
  checkNames,
  checkOneOf,
  checkSaved,
  type DType,
  isFloating,
  kindOf,
  printShape,
  type SavedTensor,
  type TypedArray,
} from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { bytesOf, decode, type ElementName, elements, sizeIn, viewOf } from "./elements.ts";
import { decodeText, encodeText } from "./text.ts";

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors by name, as `loadStateDict` takes them. */
  readonly tensors: Readonly<Record<string, SavedTensor>>;
  /** Strings by name, about the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the format calls the types of elements. */
const types: ReadonlyMap<unknown, ElementName> = new Map([
  ["BOOL", "bool"],
  ["U8", "uint8"],
  ["I8", "int8"],
  ["U16", "uint16"],
  ["I16", "int16"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["U32", "uint32"],
  ["I32", "int32"],
  ["F32", "float32"],
  ["U64", "uint64"],
  ["I64", "int64"],
  ["F64", "float64"],
]);

/** The wider later, as in the format's own library. */
const written: Readonly<Record<DType, string>> = {
  bool: "BOOL",
  uint8: "U8",
  int32: "I32",
  float32: "F32",
  float64: "F64",
};

const dtypes = Object.keys(written);

/** What the header says of a tensor. */
interface Entry {
  readonly key: string;
  readonly type: ElementName;
  readonly shape: readonly number[];
  readonly size: number;
  /** Where its elements begin and end, after the header. */
  readonly begin: number;
  readonly end: number;
}

/** The key of the header under which the metadata are. */
const metadataKey = "__metadata__";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((text) => typeof text === "string");

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const areCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isCount);

/**
 * Reads a safetensors file: the length of its header in 8 bytes, the header as JSON, and the elements of each tensor, little endian.
 *
 * float32, float64, int32, uint8 and bool are what they are. float16 and bfloat16 become float32, which holds all their numbers; other integers become int32.
 *
 * The format is described on the page of Hugging Face's safetensors.
 *
 * @throws An `Error` of one sentence, which begins with `name`, if the file is truncated, or its header does not say where each tensor lies; a `RangeError` if
 * an integer does not fit int32.
 *
 * ```ts
 * import { parseSafetensors, writeSafetensors } from "@chainrule/data";
 *
 * const bytes = writeSafetensors({ bias: { shape: [2], dtype: "float32", data: [1, 2] } });
 * parseSafetensors(bytes).tensors.bias!.data; // => [1, 2]
 * parseSafetensors(bytes.subarray(0, 40), { name: "model" }); // throws model: needs
 * ```
 */
export function parseSafetensors(
  bytes: Uint8Array,
  options: { readonly name?: string } = {},
): Safetensors {
  checkNames("parseSafetensors", options, { name: 0 });
  const { name = "safetensors" } = options;
  const view = viewOf(name, bytes);
  const { header, start } = headerOf(name, bytes, view);
  const { [metadataKey]: metadata = {}, ...rest } = header;
  if (!areTexts(metadata)) {
    throw new Error(
      `${name}: ${metadataKey} must be an object of strings; got ${brief(metadata)}.`,
    );
  }
  const entries = Object.entries(rest).map(([key, entry]) => entryOf(name, key, entry));
  checkPlaces(name, entries, bytes.length - start);
  const tensors = entries.map(({ key, type, shape, size, begin }): [string, SavedTensor] => {
    const data = decode(`${name}: ${key}`, view, start + begin, size, type, true);
    return [key, { shape, dtype: elements[type].dtype, data }];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

function headerOf(
  name: string,
  bytes: Uint8Array,
  view: DataView,
): { readonly header: Readonly<Record<string, unknown>>; readonly start: number } {
  const length = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  const start = 8 + length;
  if (bytes.length < start || length === 0) {
    throw new Error(
      `${name}: needs ${length === 0 ? "a header" : `${start} bytes for its header`}; got ${bytes.length} bytes.`,
    );
  }
  const header = parsed(bytes.subarray(8, start));
  if (!isObject(header)) {
    throw new Error(
      `${name}: expected a safetensors file, whose header is a JSON object; got other bytes.`,
    );
  }
  return { header, start };
}

/** What the bytes say as JSON; nothing where they are not JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(bytes, "utf-8"));
  } catch {
    return undefined;
  }
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function entryOf(name: string, key: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2) {
    throw new Error(
      `${name}: ${key} must have a dtype, a shape and two data_offsets; got ${brief(entry)}.`,
    );
  }
  const type = types.get(dtype);
  if (type === undefined) {
    const known = [...types.keys()].join(", ");
    throw new Error(`${name}: ${key} must be of ${known}; got ${brief(dtype)}.`);
  }
  const [begin, end] = offsets as [number, number];
  const size = sizeIn(`${name}: ${key}`, shape);
  const needed = size * elements[type].bytes;
  if (end - begin !== needed) {
    throw new Error(
      `${name}: ${key} needs ${needed} bytes for ${printShape(shape)} of ${type}; got ${end - begin}.`,
    );
  }
  return { key, type, shape, size, begin, end };
}

/** Throws unless the tensors lie one behind the other in all `length` bytes. */
function checkPlaces(name: string, entries: readonly Entry[], length: number): void {
  let last = 0;
  for (const { key, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== last) {
      throw new Error(
        `${name}: ${key} must begin at ${last}, where what is before it ends; got ${begin}.`,
      );
    }
    last = end;
  }
  if (last !== length) {
    throw new Error(`${name}: needs ${last} bytes after its header; got ${length}.`);
  }
}

/**
 * The bytes of a safetensors file of `tensors`: what `stateDict()` of a module or an optimizer gives, or any tensors by name. PyTorch, JAX and others read it.
 *
 * Bytes are in the order of the format's own library: by dtype, wide elements first, then by name, so that equal tensors give equal files.
 *
 * @throws A `TypeError` or an `Error` of one sentence if the elements do not fill their shape or do not fit their dtype, if a tensor is called `__metadata__`, or if the
 * metadata are not strings.
 *
 * ```ts
 * import { parseSafetensors, writeSafetensors } from "@chainrule/data";
 * import { Affine } from "@chainrule/layers";
 *
 * const model = new Affine(2, 3);
 * const bytes = writeSafetensors(model.stateDict(), { metadata: { epoch: "5" } }); // for writeFile
 * const { tensors, metadata } = parseSafetensors(bytes);
 * model.loadStateDict(tensors);
 * metadata.epoch; // => "5"
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, SavedTensor | Tensor>>,
  options: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  checkNames("writeSafetensors", options, { metadata: 0 });
  const { metadata } = options;
  if (!isObject(tensors)) {
    throw new TypeError(`writeSafetensors: needs tensors by name; got ${kindOf(tensors)}.`);
  }
  if (metadata !== undefined && !areTexts(metadata)) {
    throw new TypeError(
      `writeSafetensors: metadata must be an object of strings; got ${brief(metadata)}.`,
    );
  }
  const parts = Object.entries(tensors).map(([key, given]) => partOf(key, given));
  parts.sort((a, b) => rankOf(b) - rankOf(a) || (a.key < b.key ? -1 : 1));
  let end = 0;
  const entries = parts.map(({ key, shape, dtype, data }) => {
    const begin = end;
    end += data.byteLength;
    return [key, { dtype: written[dtype], shape, data_offsets: [begin, end] }] as const;
  });
  const header = { ...(metadata && { [metadataKey]: metadata }), ...Object.fromEntries(entries) };
  const text = encodeText(JSON.stringify(header));
  // Elements begin where those of eight bytes can.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 0, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { data } of parts) {
    bytes.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return bytes;
}

/** A tensor that is written. */
interface Part {
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: TypedArray;
}

const rankOf = ({ dtype }: Part): number => dtypes.indexOf(dtype);

function partOf(key: string, given: SavedTensor | Tensor): Part {
  const name = `writeSafetensors: ${key}`;
  if (key === metadataKey)
    throw new Error(`${name} is reserved for metadata; give the tensor another name.`);
  if (given instanceof Tensor) {
    return { key, shape: given.shape, dtype: given.dtype, data: given.data() };
  }
  checkCopy(given, () => Tensor);
  checkSaved(name, given, given?.shape);
  const { shape, dtype } = given;
  checkOneOf(name, "the dtype", dtype, dtypes);
  const data = allocate(dtype, given.data.length);
  data.set(given.data);
  const wrong = isFloating(dtype) ? -1 : data.findIndex((element, i) => element !== given.data[i]);
  if (wrong >= 0) {
    throw new RangeError(`${name} must hold ${dtype}; got ${given.data[wrong]} at ${wrong}.`);
  }
  return { key, shape, dtype, data };
}
