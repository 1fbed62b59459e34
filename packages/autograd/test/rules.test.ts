import type { Primitive } from "@chainrule/graph";
import { checkGradients, gradients } from "@chainrule/autograd";
import { constant, primitive, type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

type Nested = number | readonly Nested[];

/** A function of floating inputs through one primitive, and inputs where it is smooth. */
interface Smooth {
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly inputs: readonly (readonly Nested[])[];
}

/** What is differentiated, or why nothing is. */
type Case = Smooth | readonly Smooth[] | "no gradient";

const int32 = (values: readonly number[]): Tensor => tensor([...values], { dtype: "int32" });

/** A primitive without attributes, at several inputs. */
function at(name: Primitive, ...inputs: (readonly Nested[])[]): Smooth {
  return { f: (...given) => primitive(name, given, {} as never), inputs };
}

/** A primitive of one input with attributes. */
function having(name: Primitive, attributes: object, ...inputs: Nested[]): Smooth {
  return {
    f: (x) => primitive(name, [x!], attributes as never),
    inputs: inputs.map((x) => [x]),
  };
}

const some = [-2, -0.7, 0.3, 1.9];
const above = [1e-3, 0.4, 1, 30];
const matrix = [
  [0.3, -1.2, 2.5],
  [1.1, 0.4, -0.6],
];
const cube = [
  matrix,
  [
    [2, 0.9, -0.2],
    [0.5, -1.5, 3],
  ],
];
const convolution = {
  strides: [1],
  padding: [[1, 1]],
  inputDilation: [1],
  kernelDilation: [1],
  groups: 1,
  batchGroups: 1,
  flip: false,
  roles: { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] },
  dtype: "float64",
} as const;
const sliding = { axes: [1], sizes: [2], strides: [1], dilations: [1] };
const apart = { axes: [0, 1], sizes: [2, 2], strides: [1, 2], dilations: [1, 2] };

/** One entry for each primitive: leave one out and the compiler names it. */
const cases: { readonly [P in Primitive]: Case } = {
  // elementwise
  identity: having("identity", { marker: "checkpoint" }, some),
  cast: having("cast", { dtype: "float64" }, some),
  neg: at("neg", [some]),
  abs: at("abs", [some]),
  sign: at("sign", [some.slice(1)]),
  exp: at("exp", [some], [[-700, 0]], [[300]]),
  expm1: at("expm1", [some], [[1e-9, -40]]),
  log: at("log", [above], [[1e-7, 1e12]]),
  log1p: at("log1p", [some.slice(1)], [[-0.999, 1e-9]]),
  sqrt: at("sqrt", [above]),
  sin: at("sin", [some], [[100]]),
  cos: at("cos", [some], [[100]]),
  tanh: at("tanh", [some], [[-30, 400]]),
  erf: at("erf", [some], [[-6, 1e-9, 0, 3]]),
  sigmoid: at("sigmoid", [some], [[-700, -40, 40, 700]]),
  floor: at("floor", [some.slice(1)]),
  ceil: at("ceil", [some.slice(1)]),
  round: at("round", [some.slice(1)]),
  not: "no gradient",
  add: at("add", [some, above], [matrix, [1, 2, 3]], [[[1], [2]], 3]),
  sub: at("sub", [some, above], [matrix, [[1], [2]]]),
  mul: at("mul", [some, above], [cube, matrix], [2, matrix]),
  div: at("div", [some, above], [matrix, [0.5, -2, 1e-3]], [1, above]),
  pow: at("pow", [above, some], [above, 0], [2, some]),
  atan2: at(
    "atan2",
    [some, [0.4, -1.5, -2, 3]],
    [matrix, [[1], [-2]]],
    [
      [0.5, -0.5, 0],
      [0, 0, 3],
    ],
  ),
  mod: at(
    "mod",
    [
      [5.5, -5.5, 5.5, -5.5],
      [3, 3, -3, -3],
    ],
    [[7.3], [2.2, -0.9]],
  ),
  maximum: at("maximum", [some, [0, 0, 0.2, 2]], [matrix, 0.35]),
  minimum: at("minimum", [some, [0, 0, 0.2, 2]], [matrix, 0.35]),
  less: "no gradient",
  lessEqual: "no gradient",
  equal: "no gradient",
  and: "no gradient",
  or: "no gradient",
  where: {
    f: (a, b) => primitive("where", [tensor([[true], [false]]), a!, b!], {}),
    inputs: [
      [matrix, matrix],
      [[1, 2], 3],
      [1, matrix],
    ],
  },
  // reduce
  sum: [
    having("sum", { axes: [1] }, matrix, cube),
    having("sum", { axes: [0, 2] }, cube),
    having("sum", { axes: [0] }, some),
    having("sum", { axes: [] }, matrix),
  ],
  prod: [
    having("prod", { axes: [0] }, some, [], [3], [1, 2, 3, 4, 5, 6, 7]),
    having(
      "prod",
      { axes: [1] },
      matrix,
      [
        [0, 3, 0],
        [2, 0, 4],
      ],
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
    ),
    having("prod", { axes: [0, 2] }, cube),
    having("prod", { axes: [0, 1] }, [
      [0, 2],
      [3, 0],
      [1, 4],
    ]),
  ],
  max: [having("max", { axes: [0, 1] }, matrix), having("max", { axes: [1] }, matrix, cube)],
  min: [having("min", { axes: [0, 1] }, matrix), having("min", { axes: [0, 2] }, cube)],
  argmax: "no gradient",
  argmin: "no gradient",
  // movement
  reshape: [having("reshape", { shape: [3, 2] }, matrix), having("reshape", { shape: [] }, [2])],
  permute: [having("permute", { axes: [2, 0, 1] }, cube), having("permute", { axes: [] }, 2)],
  expand: [
    having("expand", { shape: [2, 3] }, [[1], [2]], [1, 2, 3], [[5]], 5),
    having("expand", { shape: [2, 1] }, [[1], [2]], 5),
    having("expand", { shape: [0, 3] }, [1, 2, 3]),
  ],
  flip: having("flip", { axes: [0, 2] }, cube),
  slice: [
    {
      f: (x) => primitive("slice", [x!, int32([1, 0])], { sizes: [1, 2], steps: [1, 2] }),
      inputs: [[matrix]],
    },
    {
      // The starts are moved to where the slice fits.
      f: (x) => primitive("slice", [x!, int32([9])], { sizes: [2], steps: [2] }),
      inputs: [[some]],
    },
  ],
  pad: [
    {
      f: (x) => primitive("pad", [x!, int32([1, 0])], { shape: [4, 7], steps: [2, 3] }),
      inputs: [[matrix]],
    },
    {
      f: (x) => primitive("pad", [x!, int32([-3])], { shape: [6], steps: [1] }),
      inputs: [[some]],
    },
  ],
  windows: [having("windows", sliding, matrix, cube), having("windows", apart, matrix)],
  fold: [
    having(
      "fold",
      { ...sliding, shape: [2, 3] },
      [matrix, matrix].map((x) => x.map((row) => row.slice(1))),
    ),
    having("fold", { ...apart, shape: [2, 3] }, [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ]),
  ],
  concatenate: {
    f: (...xs) => primitive("concatenate", xs, { axis: 1 }),
    inputs: [[matrix, [[1], [2]], [[], []]], [matrix]],
  },
  take: [
    {
      f: (x) => primitive("take", [x!, int32([2, 0, 0])], { axis: 1 }),
      inputs: [[matrix]],
    },
    {
      f: (x) => primitive("take", [x!, int32([1, 1, 0, 1])], { axis: 1 }),
      inputs: [[cube]],
    },
    { f: (x) => primitive("take", [x!, int32([])], { axis: 0 }), inputs: [[matrix]] },
  ],
  argsort: "no gradient",
  scatterAdd: [
    {
      f: (x) => primitive("scatterAdd", [x!, int32([2, 0, 2])], { axis: 1, length: 4 }),
      inputs: [[matrix]],
    },
    {
      // Indices outside are dropped.
      f: (x) => primitive("scatterAdd", [x!, int32([1, -1])], { axis: 0, length: 2 }),
      inputs: [[matrix]],
    },
    {
      f: (x) => primitive("scatterAdd", [x!, int32([7, 2])], { axis: 1, length: 3 }),
      inputs: [[cube]],
    },
  ],
  // contract
  matmul: {
    f: (a, b) => primitive("matmul", [a!, b!], { dtype: "float64" }),
    inputs: [
      [
        matrix,
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
      [
        cube,
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
      [
        matrix,
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
        ],
      ],
    ],
  },
  convolve: {
    f: (x, kernel) => primitive("convolve", [x!, kernel!], convolution),
    inputs: [
      [
        [matrix],
        [
          [
            [1, -2],
            [0.5, 3],
          ],
        ],
      ],
    ],
  },
  // create
  constant: "no gradient",
  iota: "no gradient",
  random: "no gradient",
};

for (const [name, given] of Object.entries(cases) as [Primitive, Case][]) {
  if (given === "no gradient") continue;
  const smooth = "f" in given ? [given] : given;
  const all = smooth.flatMap(({ f, inputs }) => inputs.map((input) => ({ f, input })));
  test.each(all)(`${name} %$, first and second order`, ({ f, input }) => {
    // Both factors are new in the second order.
    const square = (...xs: Tensor[]): Tensor => {
      const y = f(...xs);
      return y.mul(y.add(constant(1, "float64")));
    };
    const { kinks } = checkGradients(square, input as never, { order: 2 }).assert();
    expect(kinks).toEqual([]);
  });
}

describe("no gradient", () => {
  const x = tensor(some);
  const none = "the result does not depend on";

  test.each<[Primitive, () => Tensor]>([
    ["less", () => x.less(0)],
    ["lessEqual", () => x.lessEqual(0)],
    ["equal", () => x.equal(0)],
    ["not", () => x.cast("bool").not()],
    ["and", () => x.cast("bool").and(true)],
    ["or", () => x.cast("bool").or(true)],
    ["argmax", () => x.argmax()],
    ["argmin", () => x.argmin()],
    ["cast", () => x.cast("int32")],
    ["identity", () => x.detach()],
    ["random", () => primitive("random", [x.cast("int32")], { shape: [2], dtype: "float32" })],
  ])("%s", (_, f) => {
    expect(() => gradients(f().cast("float32").sum(), x)).toThrow(none);
    expect(gradients(f().cast("float32").sum(), x, { allowUnused: true }).toArray()).toEqual(
      some.map(() => 0),
    );
  });

  test("constants are no targets", () => {
    expect(() => gradients(constant(1), x)).toThrow(none);
  });
});

test("casts between floating dtypes pass the gradient in the input's dtype", () => {
  const x = tensor([1, 2], { dtype: "float32" });
  const dx = gradients(x.cast("float64").square().sum(), x);
  expect(dx.dtype).toBe("float32");
  expect(dx.toArray()).toEqual([2, 4]);
});

test("contractions with another result dtype give gradients of the inputs' dtypes", () => {
  const a = tensor([[1, 2]]);
  const b = tensor([[3], [4]]);
  const y = primitive("matmul", [a, b], { dtype: "float64" });
  const [da, db] = gradients(y.sum(), [a, b]);
  expect([da.dtype, db.dtype]).toEqual(["float32", "float32"]);
  expect([da.toArray(), db.toArray()]).toEqual([[[3, 4]], [[1], [2]]]);
  const x = tensor([[[1, 2, 3]]]);
  const kernel = tensor([[[1, 0.5]]]);
  const z = primitive("convolve", [x, kernel], { ...convolution, padding: [[0, 0]] });
  const found = gradients(z.sum(), [x, kernel]);
  expect(found.map(({ dtype }) => dtype)).toEqual(["float32", "float32"]);
  expect(found.map((one) => one.toArray())).toEqual([[[[1, 1.5, 0.5]]], [[[3, 5]]]]);
});

test("empty contractions have gradients of zeros", () => {
  const a = tensor([[], []], { dtype: "float64" });
  const b = primitive("reshape", [a], { shape: [0, 2] });
  expect(gradients(a.matmul(b).sum(), [a]).map((one) => one.shape)).toEqual([[2, 0]]);
});
