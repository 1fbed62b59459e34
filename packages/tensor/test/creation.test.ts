import { expect, test } from "vitest";
import {
  arange,
  asTensor,
  constant,
  eye,
  fromData,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  Parameter,
  rand,
  randint,
  randn,
  State,
  type Tensor,
  tensor,
  zeros,
  zerosLike,
} from "../src/index.ts";

/** What a program without types may give. */
function untyped(value: unknown): never {
  return value as never;
}

test.each<[name: string, made: () => Tensor, dtype: string, elements: unknown]>([
  ["a number", () => tensor(2), "float32", 2],
  ["a boolean", () => tensor(true), "bool", true],
  [
    "nested numbers",
    () =>
      tensor([
        [1, 2],
        [3, 4],
      ]),
    "float32",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    "what is not 0, as bool",
    () => tensor([NaN, 0, -0, 2], { dtype: "bool" }),
    "bool",
    [true, false, false, true],
  ],
  ["nested booleans", () => tensor([[true], [false]]), "bool", [[true], [false]]],
  ["numbers and booleans", () => tensor([true, 2]), "float32", [1, 2]],
  [
    "numbers as booleans",
    () => tensor([0, 0.5, -1], { dtype: "bool" }),
    "bool",
    [false, true, true],
  ],
  ["fractions as integers", () => tensor([1.9, -1.9], { dtype: "int32" }), "int32", [1, -1]],
  ["nothing", () => tensor([]), "float32", []],
  ["nothing in rows", () => tensor([[], []]), "float32", [[], []]],
  ["a Float64Array", () => tensor(new Float64Array([1, 2])), "float64", [1, 2]],
  [
    "a Uint8Array as float32",
    () => tensor(new Uint8Array([1, 2]), { dtype: "float32" }),
    "float32",
    [1, 2],
  ],
  ["not a number", () => tensor([NaN, Infinity, -Infinity]), "float32", [NaN, Infinity, -Infinity]],
  ["zeros", () => zeros([2, 1], { dtype: "int32" }), "int32", [[0], [0]]],
  ["zeros of no elements", () => zeros([0, 2]), "float32", []],
  ["a scalar one", () => ones([]), "float32", 1],
  ["true everywhere", () => ones([2], { dtype: "bool" }), "bool", [true, true]],
  ["full", () => full([2], -1.5), "float32", [-1.5, -1.5]],
  ["full of a dtype", () => full([2], 3, { dtype: "uint8" }), "uint8", [3, 3]],
  ["zerosLike", () => zerosLike(tensor([1, 2], { dtype: "float64" })), "float64", [0, 0]],
  ["onesLike of a list", () => onesLike([[1, 2]]), "float32", [[1, 1]]],
  ["fullLike", () => fullLike(tensor([true]), false), "bool", [false]],
  [
    "eye",
    () => eye(2, 3),
    "float32",
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ],
  ["arange", () => arange(4), "float32", [0, 1, 2, 3]],
  ["arange from", () => arange(2, 5), "float32", [2, 3, 4]],
  ["arange backwards", () => arange(3, 0, -1), "float32", [3, 2, 1]],
  ["arange of nothing", () => arange(3, 0), "float32", []],
  [
    "arange of fractions",
    () => arange(0, 1, 0.3, { dtype: "float64" }),
    "float64",
    [0, 0.3, 0.6, 3 * 0.3],
  ],
  ["arange up to, of integers", () => arange(3, { dtype: "int32" }), "int32", [0, 1, 2]],
  ["arange from, of integers", () => arange(2, 4, { dtype: "int32" }), "int32", [2, 3]],
  ["eye of one integer", () => eye(1, { dtype: "int32" }), "int32", [[1]]],
  ["linspace of float64", () => linspace(0, 49, { dtype: "float64" }).at(-2), "float64", 48],
  ["arange of integers", () => arange(5, 11, 3, { dtype: "int32" }), "int32", [5, 8]],
  ["linspace", () => linspace(1, 2, 3), "float32", [1, 1.5, 2]],
  ["linspace over more than 1", () => linspace(-2, 8, 5), "float32", [-2, 0.5, 3, 5.5, 8]],
  [
    "linspace to its very end",
    () => linspace(0.2, 0.9, 6, { dtype: "float64" }).at(-1),
    "float64",
    0.9,
  ],
  ["as many as NumPy's linspace", () => linspace(0, 98).at([1, 50, 48]), "float32", [2, 98]],
  [
    "linspace of integers",
    () => linspace(-3, 3, 5, { dtype: "int32" }),
    "int32",
    [-3, -1, 0, 1, 3],
  ],
  [
    "linspace in float64, rounded once",
    () => linspace(-0.1, 0.7, 23),
    "float32",
    Array.from({ length: 23 }, (_, i) =>
      Math.fround(i === 22 ? 0.7 : -0.1 + (i * (0.7 - -0.1)) / 22),
    ),
  ],
  ["linspace of one", () => linspace(1, 2, 1), "float32", [1]],
  ["linspace of none", () => linspace(1, 2, 0), "float32", []],
  ["asTensor of a list", () => asTensor([1, 2], "float64"), "float64", [1, 2]],
  ["asTensor of a fraction", () => asTensor(0.5, "int32"), "float32", 0.5],
  ["a constant", () => constant(3, "int32"), "int32", 3],
])("creates %s", (_, made, dtype, elements) => {
  const x = made();
  expect(x.dtype).toBe(dtype);
  expect(x.toArray()).toEqual(elements);
});

test.each<[made: () => unknown, sentence: string]>([
  [
    () => tensor([[1, 2], [3]]),
    "tensor: nested arrays must have equal lengths; got 1 elements where the others have 2 inside [2, 2].",
  ],
  [
    () => tensor([1, [2]]),
    "tensor: nested arrays must have equal lengths; got an array where the others have a number inside [2].",
  ],
  [
    () => tensor([[1], 2]),
    "tensor: nested arrays must have equal lengths; got a single number inside [2, 1].",
  ],
  [() => fromData(new Float32Array(3), [2, 2]), "fromData: shape [2, 2] has 4 elements; got 3."],
  [
    () => fromData(new Float32Array(3), [3], "float64" as "float32"),
    "storage: float64 is held by Float64Array; got Float32Array.",
  ],
  [() => zeros([2, -1]), "zeros: lengths must be integers from 0 to 2³¹ − 1; got [2, -1]."],
  [() => ones([1.5]), "ones: lengths must be integers from 0 to 2³¹ − 1; got [1.5]."],
  [() => full([NaN], 3), "full: lengths must be integers from 0 to 2³¹ − 1; got [NaN]."],
  [() => zeros(untyped(3)), "zeros: needs an array; got 3."],
  [() => rand(untyped(undefined)), "rand: needs an array; got undefined."],
  [() => zeros([4]).expand(untyped(4)), "expand: needs an array; got 4."],
  [() => zeros([4]).reshape(untyped(2)), "reshape: needs an array; got 2."],
  [() => zeros([4, 2]).permute(untyped(1)), "permute: needs an array; got 1."],
  [() => randint(0, 3, [-1]), "randint: lengths must be integers from 0 to 2³¹ − 1; got [-1]."],
  [() => eye(-1), "eye: lengths must be integers from 0 to 2³¹ − 1; got [-1]."],
  [() => eye(2, 1.5), "eye: lengths must be integers from 0 to 2³¹ − 1; got [1.5]."],
  // Element 2³² of a range was element 0.
  [
    () => arange(2 ** 31),
    "arange: the step must lead from start to end, in less than 2³¹ steps; got 0, 2147483648 and step 1.",
  ],
  [
    () => zeros([]).expand([2 ** 32]),
    "expand: lengths must be integers from 0 to 2³¹ − 1; got [4294967296].",
  ],
  [
    () => full([2], untyped(undefined)),
    "full: the value must be a number or a boolean; got undefined.",
  ],
  [
    () => fullLike([2], untyped("1")),
    "fullLike: the value must be a number or a boolean; got a string.",
  ],
  [() => zerosLike(untyped(null)), "zerosLike: needs a tensor, numbers or booleans; got null."],
  [() => new Parameter(untyped({})), "Parameter: needs a tensor, numbers or booleans; got Object."],
  [
    () => new State(untyped(undefined)),
    "State: needs a tensor, numbers or booleans; got undefined.",
  ],
  [
    () => tensor(untyped(new Int16Array(2))),
    "tensor: needs a Float32Array, Float64Array, Int32Array or Uint8Array; got Int16Array.",
  ],
  [
    () => fromData(untyped([1, 2]), [2]),
    "fromData: needs a Float32Array, Float64Array, Int32Array or Uint8Array; got Array.",
  ],
  [
    () => fromData(new Float32Array(2), [-1, -2]),
    "fromData: lengths must be integers from 0 to 2³¹ − 1; got [-1, -2].",
  ],
  [
    () => fromData(new Float32Array(3), [1.5, 2]),
    "fromData: lengths must be integers from 0 to 2³¹ − 1; got [1.5, 2].",
  ],
  [
    () => fromData(new Float32Array(3), [3], untyped("float16")),
    "dtype: it must be one of bool, uint8, int32, float32, float64; got float16.",
  ],
  [() => rand([2, NaN]), "rand: lengths must be integers from 0 to 2³¹ − 1; got [2, NaN]."],
  [() => randn([1.5]), "randn: lengths must be integers from 0 to 2³¹ − 1; got [1.5]."],
  [
    () => zeros([1], { dtype: "float16" as "float32" }).data(),
    "dtype: it must be one of bool, uint8, int32, float32, float64; got float16.",
  ],
  [
    () => zeros([2, 0]).softmax(2 as 1),
    "softmax: axis must be one of the input's; got axis 2 of [2, 0].",
  ],
  [
    () => zeros([2, 0]).logSoftmax(-3 as 1),
    "logSoftmax: axis must be one of the input's; got axis -3 of [2, 0].",
  ],
  [
    () => arange(0, 1, 0),
    "arange: the step must lead from start to end, in less than 2³¹ steps; got 0, 1 and step 0.",
  ],
  [
    () => (linspace as () => unknown)(),
    "linspace: start and end must be numbers; got undefined and undefined.",
  ],
  [() => linspace(0, untyped("1")), "linspace: start and end must be numbers; got 0 and a string."],
  [() => linspace(0, 1, 2.5), "linspace: the count must be an integer from 0; got 2.5."],
  [() => tensor("2" as unknown as number), "tensor: needs numbers or booleans; got a string."],
  [
    () => tensor([undefined as unknown as number]),
    "tensor: needs numbers or booleans; got undefined.",
  ],
])("%s throws a sentence", (made, sentence) => {
  expect(made).toThrow(sentence);
});

test("tensor copies a typed array, and fromData adopts it", () => {
  const data = new Float32Array([1, 2]);
  const [copied, adopted] = [tensor(data), fromData(data, [2])];
  data[0] = 9;
  expect(copied.toArray()).toEqual([1, 2]);
  expect(adopted.toArray()).toEqual([9, 2]);
});

test("data() is a copy", () => {
  const x = tensor([1, 2]);
  x.data()[0] = 9;
  expect(x.toArray()).toEqual([1, 2]);
});
