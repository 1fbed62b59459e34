import { arange, rand, tensor, type Tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { parseNpy, parseSafetensors, writeNpy, writeSafetensors } from "../src/index.ts";
import { encodeText } from "../src/text.ts";

/** A safetensors file with this header. */
function file(header: unknown, elements: readonly number[] = []): Uint8Array {
  const text = encodeText(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + elements.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(elements, 8 + text.length);
  return bytes;
}

const one = (
  dtype: string,
  shape: readonly number[],
  data_offsets: readonly number[],
): unknown => ({
  x: { dtype, shape, data_offsets },
});

const saved = {
  ["é.weight"]: { shape: [2, 2], dtype: "float32", data: [1, NaN, -0, Infinity] },
  flags: { shape: [3], dtype: "bool", data: [1, 0, 1] },
  "0": { shape: [], dtype: "float64", data: [Math.PI] },
  none: { shape: [0, 4], dtype: "int32", data: [] },
  ["__proto__"]: { shape: [1], dtype: "uint8", data: [255] },
} as const;

test("tensors come back as they were written, wherever the bytes lie", () => {
  const bytes = writeSafetensors(saved, { metadata: { epoch: "3" } });
  const within = new Uint8Array(bytes.length + 3);
  within.set(bytes, 3);
  const { tensors, metadata } = parseSafetensors(within.subarray(3));
  expect(metadata).toEqual({ epoch: "3" });
  expect(Object.keys(tensors).toSorted()).toEqual(Object.keys(saved).toSorted());
  for (const [name, { shape, dtype, data }] of Object.entries(saved)) {
    expect([name, tensors[name]!.shape, tensors[name]!.dtype]).toEqual([name, shape, dtype]);
    expect([...tensors[name]!.data]).toEqual(data);
  }
});

test("a file is aligned, wide elements first, and the same whatever the order of the names", () => {
  const bytes = writeSafetensors(saved);
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(start % 8).toBe(0);
  expect(new DataView(bytes.buffer).getFloat64(start, true)).toBe(Math.PI);
  const reversed = Object.fromEntries(Object.entries(saved).toReversed());
  expect(writeSafetensors(reversed)).toEqual(bytes);
});

test("values are copies, of tensors too", () => {
  const x = arange(6).reshape([2, 3]);
  const bytes = writeSafetensors({ x });
  const { tensors } = parseSafetensors(bytes);
  bytes.fill(0);
  expect(tensors).toEqual({ x: { shape: [2, 3], dtype: "float32", data: x.data() } });
});

test("an array that Python 2 wrote, whose lengths end with L", () => {
  const bytes = writeNpy(tensor([[1, 2]]));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1L, 2L), }";
  bytes.set(encodeText(header), 10);
  expect(parseNpy(bytes).toArray()).toEqual([[1, 2]]);
});

test("a file of no tensors", () => {
  expect(parseSafetensors(writeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
});

test.each<[what: string, read: () => unknown, message: string]>([
  [
    "nothing",
    () => parseSafetensors(new Uint8Array(0)),
    "safetensors: needs a header; got 0 bytes.",
  ],
  [
    "a buffer",
    () => parseSafetensors(new ArrayBuffer(8) as never),
    "safetensors: needs a Uint8Array; got ArrayBuffer.",
  ],
  [
    "a header that is cut",
    () => parseSafetensors(file({}).subarray(0, 9), { name: "model" }),
    "model: needs 10 bytes for its header; got 9 bytes.",
  ],
  [
    "a length of 2⁶⁴ − 1",
    () => parseSafetensors(new Uint8Array(16).fill(255)),
    "safetensors: needs 18446744073709552000 bytes for its header; got 16 bytes.",
  ],
  [
    "no JSON",
    () => parseSafetensors(file("{x}")),
    "safetensors: expected a safetensors file, whose header is a JSON object; got other bytes.",
  ],
  [
    "a list",
    () => parseSafetensors(file("[]")),
    "safetensors: expected a safetensors file, whose header is a JSON object; got other bytes.",
  ],
  [
    "a tensor without offsets",
    () => parseSafetensors(file({ x: { dtype: "F32", shape: [1] } })),
    'safetensors: x must have a dtype, a shape and two data_offsets; got {"dtype":"F32","shape":[1]}.',
  ],
  [
    "a tensor without a type",
    () => parseSafetensors(file({ x: { shape: [1], data_offsets: [0, 1] } }, [0])),
    "safetensors: x must be of BOOL, U8, I8, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64; got nothing.",
  ],
  [
    "half a length",
    () => parseSafetensors(file(one("F32", [0.5], [0, 2]), [0, 0])),
    "safetensors: x must have a dtype, a shape and two data_offsets",
  ],
  [
    "a type of eight bits",
    () => parseSafetensors(file(one("F8_E4M3", [1], [0, 1]), [0])),
    'safetensors: x must be of BOOL, U8, I8, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64; got "F8_E4M3".',
  ],
  [
    "fewer bytes than elements",
    () => parseSafetensors(file(one("F32", [2, 3], [0, 8]), Array(8).fill(0))),
    "safetensors: x needs 24 bytes for [2, 3] of float32; got 8.",
  ],
  [
    "lengths that no file has",
    () => parseSafetensors(file(one("U8", [2 ** 40, 2 ** 40], [0, 4]), [0, 0, 0, 0])),
    "safetensors: x needs 1.2089258196146292e+24 bytes",
  ],
  [
    "a hole",
    () => parseSafetensors(file(one("U8", [1], [1, 2]), [0, 0])),
    "safetensors: x must begin at 0, where what is before it ends; got 1.",
  ],
  [
    "an overlap",
    () =>
      parseSafetensors(
        file(
          {
            a: { dtype: "U8", shape: [2], data_offsets: [0, 2] },
            b: { dtype: "U8", shape: [1], data_offsets: [1, 2] },
          },
          [0, 0],
        ),
      ),
    "safetensors: b must begin at 2, where what is before it ends; got 1.",
  ],
  [
    "elements that are cut",
    () => parseSafetensors(file(one("U8", [4], [0, 4]), [0, 0])),
    "safetensors: needs 4 bytes after its header; got 2.",
  ],
  [
    "bytes of nobody",
    () => parseSafetensors(file({}, [0])),
    "safetensors: needs 0 bytes after its header; got 1.",
  ],
  [
    "metadata of numbers",
    () => parseSafetensors(file({ __metadata__: { epoch: 3 } })),
    'safetensors: __metadata__ must be an object of strings; got {"epoch":3}.',
  ],
  [
    "an integer that int32 does not hold",
    () =>
      parseSafetensors(file(one("I64", [2], [0, 16]), [...Array<number>(12).fill(0), 1, 0, 0, 0])),
    "safetensors: x: elements of int64 must fit int32, from −2³¹ to 2³¹ − 1; got 4294967296 at 1.",
  ],
  [
    "a name that is taken",
    () => writeSafetensors({ __metadata__: zeros([1]) }),
    "writeSafetensors: __metadata__ is reserved for metadata; give the tensor another name.",
  ],
  [
    "elements that fill no shape",
    () => writeSafetensors({ x: { shape: [3], dtype: "float32", data: [1] } }),
    "writeSafetensors: x must have shape [3]; got 1 elements of [3].",
  ],
  [
    "no tensors",
    () => writeSafetensors(null as never),
    "writeSafetensors: needs tensors by name; got null.",
  ],
  [
    "a list of tensors",
    () => writeSafetensors([zeros([1])] as never),
    "writeSafetensors: needs tensors by name; got Array.",
  ],
  [
    "what is said that is no text",
    () => writeSafetensors({ x: zeros([1]) }, { metadata: { epoch: 5 } as never }),
    'writeSafetensors: metadata must be an object of strings; got {"epoch":5}.',
  ],
  [
    "a byte that is none",
    () => writeSafetensors({ x: { shape: [2], dtype: "uint8", data: [1, 300] } }),
    "writeSafetensors: x must hold uint8; got 300 at 1.",
  ],
  [
    "an integer that is none",
    () => writeSafetensors({ x: { shape: [1], dtype: "int32", data: Float32Array.of(NaN) } }),
    "writeSafetensors: x must hold int32; got NaN at 0.",
  ],
  [
    "a dtype that there is not",
    () => writeSafetensors({ x: { shape: [1], dtype: "float16" as never, data: [1] } }),
    'writeSafetensors: x: the dtype must be "bool", "uint8", "int32", "float32" or "float64"; got "float16".',
  ],
])("safetensors of %s: one sentence", (_what, read, message) => {
  expect(read).toThrow(message);
});

test("safetensors are in the order of the format's own library", () => {
  // import numpy, safetensors.numpy; n = numpy.array; f, i, u = numpy.float32, numpy.int32, numpy.uint8
  // safetensors.numpy.save({"b": n([1, 2], i), "a": n([1], f), "z": n([3], f), "c": n([1.0]), "m": n([True]), "u": n([1], u)})
  const bytes = writeSafetensors({
    b: tensor([1, 2], { dtype: "int32" }),
    a: tensor([1]),
    z: tensor([3]),
    c: tensor([1], { dtype: "float64" }),
    m: tensor([true]),
    u: tensor([1], { dtype: "uint8" }),
  });
  const header = bytes.subarray(8, 8 + bytes[0]! + 256 * bytes[1]!);
  const keys = Object.keys(JSON.parse(String.fromCharCode(...header)) as object);
  expect(keys).toEqual(["c", "a", "z", "b", "u", "m"]);
});

test.each<[what: string, x: Tensor]>([
  ["a number", tensor(2.5)],
  ["a vector", arange(5, { dtype: "int32" })],
  ["a matrix", rand([3, 4])],
  ["float64", rand([2, 1, 3], { dtype: "float64" })],
  ["bytes", tensor([0, 255], { dtype: "uint8" })],
  ["booleans", tensor([[1, 0, 1]], { dtype: "bool" })],
  ["nothing", zeros([2, 0, 3])],
  ["many axes", zeros([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2])],
])("%s comes back from npy as it was", (_what, x) => {
  const back = parseNpy(writeNpy(x));
  expect([back.shape, back.dtype, back.data()]).toEqual([x.shape, x.dtype, x.data()]);
});

const npy = writeNpy(
  tensor([
    [1, 2],
    [3, 4],
  ]),
);

/** The same file with another header. */
function changed(from: string, to: string): Uint8Array {
  const text = String.fromCharCode(...npy).replace(from, to);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

test.each<[what: string, read: () => unknown, message: string]>([
  [
    "nothing",
    () => parseNpy(new Uint8Array(0)),
    "npy: expected an array of numpy.save; got other bytes.",
  ],
  [
    "a zip",
    () => parseNpy(Uint8Array.of(0x50, 0x4b, 3, 4)),
    "npy: expected an array of numpy.save",
  ],
  [
    "another version",
    () => parseNpy(changed("NUMPY\x01", "NUMPY\x04")),
    "npy: expected an array of numpy.save; got other bytes.",
  ],
  [
    "a header that is cut",
    () => parseNpy(npy.subarray(0, 60), { name: "x.npy" }),
    "x.npy: needs 128 bytes for its header; got 60.",
  ],
  [
    "two bytes of a length",
    () => parseNpy(npy.subarray(0, 9)),
    "npy: needs 10 bytes for its header; got 9.",
  ],
  [
    "elements that are cut",
    () => parseNpy(npy.subarray(0, 140)),
    "npy: needs 144 bytes for [2, 2] of float32; got 140.",
  ],
  [
    "complex numbers",
    () => parseNpy(changed("<f4", "<c8")),
    "npy: needs an array of numbers or booleans; got {'descr': '<c8'",
  ],
  [
    "fields",
    () => parseNpy(changed("'<f4'", "[('a', '<f4')]")),
    "npy: needs an array of numbers or booleans; got {'descr': [('a', '<f4')]",
  ],
  [
    "a list",
    () => writeNpy([1, 2] as never),
    "writeNpy: what is written must be a tensor; got Array.",
  ],
  ["a buffer", () => parseNpy([] as never), "npy: needs a Uint8Array; got Array."],
])("npy of %s: one sentence", (_what, read, message) => {
  expect(read).toThrow(message);
});
