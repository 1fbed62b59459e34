import { checkGradients } from "@chainrule/autograd";
import {
  AdaptiveAveragePool2d,
  Affine,
  AveragePool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  GELU,
  GlobalAveragePool2d,
  GroupNorm,
  HardSigmoid,
  HardSwish,
  LayerNorm,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  MaxPool2d,
  Mish,
  type Module,
  ReLU,
  Residual,
  SELU,
  Sequential,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Softsign,
  Tanh,
} from "@chainrule/layers";
import { Generator, randn, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

type Unary = Module & { forward(x: Tensor): Tensor };

const float64 = { dtype: "float64" } as const;

/** The same layer anew for each row: weights and inputs are seeded. */
const seeded = (): { dtype: "float64"; generator: Generator } => ({
  ...float64,
  generator: new Generator(1),
});

const smooth: [string, () => Unary, number[]][] = [
  ["Affine", () => new Affine(3, 2, seeded()), [2, 3]],
  ["Conv1d", () => new Conv1d(2, 2, 3, { ...seeded(), stride: 2, padding: 1 }), [1, 2, 6]],
  ["Conv2d", () => new Conv2d(2, 2, 3, { ...seeded(), padding: 1 }), [1, 2, 4, 3]],
  [
    "Conv2d, all options",
    () => new Conv2d(2, 4, 2, { ...seeded(), stride: 2, dilation: 2, groups: 2 }),
    [1, 2, 5, 5],
  ],
  ["ConvTranspose2d", () => new ConvTranspose2d(2, 2, 3, { ...seeded(), stride: 2 }), [1, 2, 2, 3]],
  [
    "ConvTranspose2d, groups",
    () => new ConvTranspose2d(2, 4, 2, { ...seeded(), groups: 2, padding: 1 }),
    [1, 2, 3, 3],
  ],
  ["AveragePool2d", () => new AveragePool2d(2, { stride: 1 }), [1, 1, 3, 4]],
  [
    "AveragePool2d, counting",
    () => new AveragePool2d(3, { stride: 2, padding: 1, countIncludePad: false }),
    [1, 1, 4, 4],
  ],
  ["AdaptiveAveragePool2d", () => new AdaptiveAveragePool2d([2, 3]), [1, 1, 5, 4]],
  ["GlobalAveragePool2d", () => new GlobalAveragePool2d(), [2, 2, 2, 3]],
  ["BatchNorm1d", () => new BatchNorm1d(2, float64), [4, 2]],
  ["BatchNorm1d of sequences", () => new BatchNorm1d(2, float64), [2, 2, 3]],
  ["BatchNorm2d", () => new BatchNorm2d(2, float64), [2, 2, 2, 2]],
  ["BatchNorm2d, evaluating", () => new BatchNorm2d(2, float64).evaluate(), [2, 2, 2, 2]],
  ["LayerNorm", () => new LayerNorm([2, 2], float64), [3, 2, 2]],
  ["GroupNorm", () => new GroupNorm(2, 4, float64), [2, 4, 2]],
  ["Flatten", () => new Flatten(), [2, 2, 2]],
  ["Sigmoid", () => new Sigmoid(), [5]],
  ["Tanh", () => new Tanh(), [5]],
  ["GELU", () => new GELU(), [5]],
  ["GELU, approximate", () => new GELU({ approximate: "tanh" }), [5]],
  ["SiLU", () => new SiLU(), [5]],
  ["Softplus", () => new Softplus(), [5]],
  ["LogSigmoid", () => new LogSigmoid(), [5]],
  ["Mish", () => new Mish(), [5]],
  ["Softmax", () => new Softmax(), [2, 3]],
  ["LogSoftmax", () => new LogSoftmax(0), [2, 3]],
  [
    "Residual",
    () => new Residual(new Affine(3, 4, seeded()), new Tanh(), new Affine(4, 3, seeded())),
    [2, 3],
  ],
];

const kinked: [string, () => Unary, number[]][] = [
  ["MaxPool2d", () => new MaxPool2d(2), [1, 2, 4, 4]],
  ["MaxPool2d, overlapping", () => new MaxPool2d(3, { stride: 1, padding: 1 }), [1, 1, 4, 4]],
  ["ReLU", () => new ReLU(), [6]],
  ["LeakyReLU", () => new LeakyReLU(0.2), [6]],
  ["ELU", () => new ELU(0.7), [6]],
  ["SELU", () => new SELU(), [6]],
  ["Softsign", () => new Softsign(), [6]],
  ["HardSigmoid", () => new HardSigmoid(), [6]],
  ["HardSwish", () => new HardSwish(), [6]],
  [
    "a small network",
    () =>
      new Sequential(
        new Conv2d(1, 2, 3, { ...seeded(), padding: "same" }),
        new BatchNorm2d(2, float64),
        new ReLU(),
        new MaxPool2d(2),
        new Flatten(),
        new Affine(8, 2, seeded()),
      ),
    [2, 1, 4, 4],
  ],
];

test.each([...smooth, ...kinked])("%s: first and second order", (_name, make, size) => {
  const layer = make();
  const x = randn(size, { ...float64, generator: new Generator(2) });
  const report = checkGradients(
    (y: Tensor) => layer.forward(y),
    [x, ...layer.parameters()] as never,
    {
      order: 2,
    },
  );
  expect(report.assert().kinks).toEqual([]);
});

test.each(smooth.filter(([, , size]) => size.length < 3))("%s at 0", (_name, make, size) => {
  const layer = make();
  const x = tensor(new Float64Array(size.reduce((a, b) => a * b))).reshape(size);
  // A batch of one value has no slope: the norms are left out.
  if (String(layer).includes("Norm")) return;
  const report = checkGradients((y: Tensor) => layer.forward(y), [x], { order: 2 });
  expect(report.assert().kinks).toEqual([]);
});

test("Dropout, for one draw", () => {
  const f = (x: Tensor): Tensor =>
    new Dropout(0.5, { generator: new Generator(3) }).forward(x.square());
  checkGradients(f, [[1, 2, 3, 4, 5, 6]], { order: 2 }).assert();
});

test("Embedding, with a row used twice", () => {
  const layer = new Embedding(3, 2, seeded());
  const indices = tensor([2, 0, 2], { dtype: "int32" });
  const f = (): Tensor => layer.forward(indices).square();
  checkGradients(f, [layer.weight] as never, { order: 2 }).assert();
});

test("max pooling of ties has kinks, between which the gradient lies", () => {
  const report = checkGradients(
    (x: Tensor) => new MaxPool2d(2).forward(x),
    [
      [
        [
          [
            [1, 1],
            [0, 1],
          ],
        ],
      ],
    ],
  );
  expect(report.assert().kinks).toHaveLength(3);
});
