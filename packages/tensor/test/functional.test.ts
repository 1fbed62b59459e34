import { expect, test } from "vitest";
import * as functional from "../src/functional.ts";
import { type Tensor, tensor } from "../src/index.ts";

const x = tensor([
  [-3, -0.5, 0.25],
  [0.75, 2, 4],
]);
const at = tensor([[1, 0, 1]], { dtype: "int32" });
const [along, kept] = [0, { keepDims: true }];

/** What is no method. */
const alone = [
  "bincount",
  "dropout",
  "median",
  "nonzero",
  "quantile",
  "scaledDotProductAttention",
  "searchSorted",
  "unique",
] as const;

type Method = Exclude<keyof typeof functional, (typeof alone)[number]>;

/** What may be given after the tensor: nothing, and nothing that is the default. */
const given: Readonly<Record<Method, readonly (readonly unknown[])[]>> = {
  celu: [[], [0.5]],
  elu: [[], [0.5]],
  fold: [[{ axes: [0], sizes: [3], shape: [4] }]],
  gather: [[at, 0]],
  gelu: [[], [{ approximate: "tanh" }]],
  hardShrink: [[], [1]],
  hardSigmoid: [[], [{ slope: 0.2 }], [{ offset: 0.25 }], [{ slope: 0.2, offset: 0.25 }]],
  hardSwish: [[]],
  hardTanh: [[], [-2], [-2, 3]],
  leakyRelu: [[], [0.5]],
  logSigmoid: [[]],
  logSoftmax: [[], [along]],
  logSumExp: [[], [along], [along, kept]],
  mish: [[]],
  norm: [[], [along], [along, { ...kept, order: 1 }]],
  normalize: [[], [along], [along, { order: 1, eps: 10 }]],
  pad: [
    [
      [
        [1, 0],
        [0, 2],
      ],
      { value: 7 },
    ],
  ],
  prelu: [[0.5], [[0.5, 1, 2]]],
  relu: [[]],
  selu: [[], [{ alpha: 2, scale: 3 }]],
  sigmoid: [[]],
  silu: [[]],
  slice: [
    [
      [0, 0],
      [2, 3],
      [1, 2],
    ],
  ],
  softmax: [[], [along]],
  softplus: [[], [{ beta: 2, threshold: 1 }]],
  softShrink: [[], [1]],
  softsign: [[]],
  std: [[], [along], [along, { ...kept, correction: 1 }]],
  take: [[[3, 1]], [[1, 0, 1], along]],
  tanh: [[]],
  tanhShrink: [[]],
  threshold: [[1, 5]],
  variance: [[], [along], [along, { ...kept, correction: 1 }]],
  windows: [[{ axes: [1], sizes: [2], strides: [1] }]],
};

type Callable = (...values: readonly unknown[]) => Tensor;

const functions = new Map(Object.entries(functional as unknown as Record<string, Callable>));

test.each(Object.entries(given))("%s is the method of that name", (name, lists) => {
  const f = functions.get(name)!;
  const methods = x as unknown as Readonly<Record<string, Callable>>;
  const results = lists.map((values) => methods[name]!(...values));
  expect(lists.map((values) => f(x, ...values).toArray())).toEqual(
    results.map((result) => result.toArray()),
  );
  const different = new Set(results.map((result) => JSON.stringify(result.toArray())));
  expect(different.size).toBe(lists.length);
});

test.each([
  ["celu", [], [1]],
  ["elu", [], [1]],
  ["hardShrink", [], [0.5]],
  ["hardSigmoid", [], [{ slope: 1 / 6, offset: 0.5 }]],
  ["hardSigmoid", [{ slope: 0.2 }], [{ slope: 0.2, offset: 0.5 }]],
  ["hardSigmoid", [{ offset: 0.25 }], [{ slope: 1 / 6, offset: 0.25 }]],
  ["hardTanh", [], [-1, 1]],
  ["leakyRelu", [], [0.01]],
  ["softplus", [], [{ beta: 1, threshold: 20 }]],
  ["softShrink", [], [0.5]],
])("what is not given to %s is a default: %j, %j", (name, some, all) => {
  const f = functions.get(name)!;
  const close = (element: number): unknown => expect.closeTo(element, 6);
  expect([...f(x, ...some).data()]).toEqual(Array.from(f(x, ...all).data(), close));
});

test("every function has its row", () => {
  expect([...Object.keys(given), ...alone].toSorted()).toEqual([...functions.keys()].toSorted());
});
