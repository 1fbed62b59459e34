import {
  AdaptiveAveragePool2d,
  AdaptiveMaxPool2d,
  Affine,
  AveragePool1d,
  AveragePool2d,
  BatchNorm1d,
  BatchNorm2d,
  CELU,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  Dropout,
  Dropout2d,
  ELU,
  Embedding,
  Flatten,
  GELU,
  GlobalAveragePool2d,
  GroupNorm,
  GRU,
  GRUCell,
  HardShrink,
  HardSigmoid,
  HardSwish,
  HardTanh,
  LayerNorm,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  LSTM,
  LSTMCell,
  MaxPool1d,
  MaxPool2d,
  Mish,
  type Module,
  MultiheadAttention,
  PixelShuffle,
  PReLU,
  ReLU,
  ReLU6,
  RMSNorm,
  Residual,
  RNN,
  RNNCell,
  SELU,
  Sequential,
  Sigmoid,
  SiLU,
  SoftShrink,
  Softmax,
  Softplus,
  Softsign,
  Tanh,
  TanhShrink,
  Threshold,
  Upsample,
} from "@chainrule/layers";
import { Generator, type Operand, type Parameter, type Tensor, tensor } from "@chainrule/tensor";
import {
  type Check,
  convention,
  of,
  on as function_,
  type Row,
  row,
  type Rows,
  values,
} from "../row.ts";

type Layer = Module & { forward(x: Tensor): Tensor };

const float64 = { dtype: "float64" } as const;

/** Weights drawn alike in every run. */
function seeded(): { dtype: "float64"; generator: Generator } {
  return { ...float64, generator: new Generator(1) };
}

/** A layer, for an input and all its parameters. */
function on(what: string, make: () => Module, x: Tensor): Check {
  return {
    on: what,
    order: 2,
    at: () => {
      const layer = make() as Layer;
      const inputs: readonly (Tensor | Parameter)[] = [x, ...layer.parameters()];
      return { f: (y) => layer.forward(y!), inputs };
    },
  };
}

function smooth(make: () => Module, ...shape: number[]): Check {
  return on("smooth", make, values(shape));
}

/** An activation, away from kinks; at them it is what the operation of its name is. */
function activation(make: () => Module): Row {
  return row(function_("smooth", (x) => (make() as Layer).forward(x), of([-2.3, -0.7, 0.4, 1.9])));
}

function kink(
  text: string,
  make: () => Module,
  x: Operand,
  gradient: unknown,
): Row["conventions"][0] {
  return convention(text, (y) => (make() as Layer).forward(y), [x], [gradient]);
}

export const layers: Rows = {
  Affine: row(
    smooth(() => new Affine(3, 2, seeded()), 2, 3),
    on("no bias, a stack", () => new Affine(3, 2, { ...seeded(), bias: false }), values([2, 2, 3])),
  ),
  Conv1d: row(smooth(() => new Conv1d(2, 2, 3, { ...seeded(), stride: 2, padding: 1 }), 1, 2, 6)),
  Conv2d: row(
    smooth(() => new Conv2d(2, 2, 3, { ...seeded(), padding: 1 }), 1, 2, 4, 3),
    on(
      "a mirror image around",
      () => new Conv2d(1, 1, 2, { ...seeded(), padding: 1, paddingMode: "reflect" }),
      values([1, 1, 3, 3]),
    ),
    on(
      "stride, dilation, groups",
      () => new Conv2d(2, 4, 2, { ...seeded(), stride: 2, dilation: 2, groups: 2 }),
      values([1, 2, 5, 5]),
    ),
  ),
  ConvTranspose1d: row(
    smooth(() => new ConvTranspose1d(2, 2, 3, { ...seeded(), stride: 2, groups: 2 }), 1, 2, 3),
  ),
  ConvTranspose2d: row(
    smooth(() => new ConvTranspose2d(2, 2, 3, { ...seeded(), stride: 2 }), 1, 2, 2, 3),
    on(
      "groups, padding",
      () => new ConvTranspose2d(2, 4, 2, { ...seeded(), groups: 2, padding: 1 }),
      values([1, 2, 3, 3]),
    ),
  ),
  MultiheadAttention: row(
    smooth(() => new MultiheadAttention(4, 2, seeded()), 1, 3, 4),
    on(
      "no bias, no batch",
      () => new MultiheadAttention(2, 1, { ...seeded(), bias: false }),
      values([3, 2]),
    ),
  ),
  RNN: row(
    smooth(() => new RNN(2, 3, seeded()), 2, 3, 2),
    on(
      "in both directions",
      () => new RNN(2, 2, { ...seeded(), bidirectional: true }),
      values([3, 2]),
    ),
  ),
  LSTM: row(
    smooth(() => new LSTM(2, 2, seeded()), 2, 3, 2),
    on(
      "two layers, no bias",
      () => new LSTM(2, 2, { ...seeded(), layers: 2, bias: false }),
      values([2, 2]),
    ),
  ),
  GRU: row(
    smooth(() => new GRU(2, 2, seeded()), 2, 3, 2),
    on("two layers", () => new GRU(2, 2, { ...seeded(), layers: 2 }), values([2, 2])),
  ),
  RNNCell: row(smooth(() => new RNNCell(2, 3, seeded()), 2, 2)),
  LSTMCell: row({
    on: "smooth, both states",
    order: 2,
    at: () => {
      const cell = new LSTMCell(2, 2, seeded());
      const [x, hidden, memory] = [values([3, 2]), values([3, 2]), values([3, 2])];
      return {
        f: (...given) => {
          const [y, m] = cell.forward(given[0]!, [given[1]!, given[2]!]);
          return y.add(m.square());
        },
        inputs: [x, hidden, memory, ...cell.parameters()],
      };
    },
  }),
  GRUCell: row(smooth(() => new GRUCell(2, 3, seeded()), 2, 2)),
  MaxPool1d: row(
    smooth(() => new MaxPool1d(2), 1, 2, 4),
    on("overlapping", () => new MaxPool1d(3, { stride: 1, padding: 1 }), values([1, 1, 5])),
    kink("the first of equals", () => new MaxPool1d(2), [[[1, 1]]], [[[1, 0]]]),
  ),
  MaxPool2d: row(
    smooth(() => new MaxPool2d(2), 1, 2, 4, 4),
    on("overlapping", () => new MaxPool2d(3, { stride: 1, padding: 1 }), values([1, 1, 4, 4])),
    on(
      "ties",
      () => new MaxPool2d(2),
      tensor(
        [
          [
            [
              [1, 1],
              [0, 1],
            ],
          ],
        ],
        float64,
      ),
    ),
    kink(
      "the first of equals",
      () => new MaxPool2d(2),
      [
        [
          [
            [0, 1],
            [1, 1],
          ],
        ],
      ],
      [
        [
          [
            [0, 1],
            [0, 0],
          ],
        ],
      ],
    ),
  ),
  AveragePool1d: row(smooth(() => new AveragePool1d(2, { stride: 1, padding: 1 }), 1, 2, 4)),
  AveragePool2d: row(
    smooth(() => new AveragePool2d(2, { stride: 1 }), 1, 1, 3, 4),
    on(
      "padding not counted",
      () => new AveragePool2d(3, { stride: 2, padding: 1, countIncludePad: false }),
      values([1, 1, 4, 4]),
    ),
  ),
  AdaptiveAveragePool2d: row(smooth(() => new AdaptiveAveragePool2d([2, 3]), 1, 1, 5, 4)),
  GlobalAveragePool2d: row(smooth(() => new GlobalAveragePool2d(), 2, 2, 2, 3)),
  AdaptiveMaxPool2d: row(
    smooth(() => new AdaptiveMaxPool2d([2, 3]), 1, 1, 5, 4),
    kink(
      "the first of equals",
      () => new AdaptiveMaxPool2d(1),
      [
        [
          [
            [0, 1],
            [1, 1],
          ],
        ],
      ],
      [
        [
          [
            [0, 1],
            [0, 0],
          ],
        ],
      ],
    ),
  ),
  Flatten: row(smooth(() => new Flatten(), 2, 2, 2)),
  BatchNorm1d: row(
    smooth(() => new BatchNorm1d(2, float64), 4, 2),
    on("sequences", () => new BatchNorm1d(2, float64), values([2, 2, 3])),
    on(
      "equal elements",
      () => new BatchNorm1d(1, { ...float64, eps: 0.1 }),
      tensor([[2], [2], [2]], float64),
    ),
  ),
  BatchNorm2d: row(
    smooth(() => new BatchNorm2d(2, float64), 2, 2, 2, 2),
    on("evaluating", () => new BatchNorm2d(2, float64).evaluate(), values([2, 2, 2, 2])),
  ),
  LayerNorm: row(
    smooth(() => new LayerNorm([2, 2], float64), 3, 2, 2),
    on(
      "equal elements",
      () => new LayerNorm(3, { ...float64, eps: 0.1 }),
      tensor([[2, 2, 2]], float64),
    ),
  ),
  GroupNorm: row(smooth(() => new GroupNorm(2, 4, float64), 2, 4, 2)),
  Embedding: row(
    {
      on: "padding",
      order: 2,
      at: () => {
        const layer = new Embedding(3, 2, { ...seeded(), paddingIndex: 1 });
        const indices = tensor([2, 0, 2], { dtype: "int32" });
        return { f: () => layer.forward(indices).square(), inputs: [layer.weight] };
      },
    },
    {
      on: "a row used twice",
      order: 2,
      at: () => {
        const layer = new Embedding(3, 2, seeded());
        const indices = tensor([2, 0, 2], { dtype: "int32" });
        return { f: () => layer.forward(indices).square(), inputs: [layer.weight] };
      },
    },
  ),
  Residual: row(
    smooth(
      () => new Residual(new Affine(3, 4, seeded()), new Tanh(), new Affine(4, 3, seeded())),
      2,
      3,
    ),
  ),
  RMSNorm: row(
    smooth(() => new RMSNorm(3, float64), 2, 3),
    smooth(() => new RMSNorm([2, 2], { ...float64, eps: 0.5 }), 3, 2, 2),
  ),
  PixelShuffle: row(smooth(() => new PixelShuffle(2), 1, 4, 2, 1)),
  Upsample: row(
    smooth(() => new Upsample([2, 1]), 1, 1, 2, 2),
    smooth(() => new Upsample([3, 2], { mode: "bilinear" }), 1, 2, 2, 3),
  ),
  Sequential: row(
    smooth(
      () =>
        new Sequential(
          new Conv2d(1, 2, 3, { ...seeded(), padding: "same" }),
          new BatchNorm2d(2, float64),
          new ReLU(),
          new MaxPool2d(2),
          new Flatten(),
          new Affine(8, 2, seeded()),
        ),
      2,
      1,
      4,
      4,
    ),
  ),
  Dropout: row(
    function_(
      "smooth, one draw",
      (x) => new Dropout(0.5, { generator: new Generator(3) }).forward(x.square()) as Tensor,
      [6],
    ),
    function_("evaluating", (x) => new Dropout(0.5).evaluate().forward(x.square()) as Tensor, [3]),
  ),
  Dropout2d: row(
    function_(
      "smooth, one draw",
      (x) => new Dropout2d(0.5, { generator: new Generator(3) }).forward(x.square()) as Tensor,
      [2, 3, 2, 1],
    ),
  ),
  ReLU: row(
    ...activation(() => new ReLU()).checks,
    kink("0 at 0", () => new ReLU(), [0], [0]),
  ),
  LeakyReLU: row(
    ...activation(() => new LeakyReLU(0.2)).checks,
    kink("the slope at 0", () => new LeakyReLU(0.2), [0], [0.2]),
  ),
  ELU: row(
    ...activation(() => new ELU(0.7)).checks,
    kink("alpha at 0", () => new ELU(0.5), [0], [0.5]),
  ),
  SELU: activation(() => new SELU()),
  GELU: activation(() => new GELU()),
  SiLU: activation(() => new SiLU()),
  Sigmoid: activation(() => new Sigmoid()),
  Tanh: activation(() => new Tanh()),
  Softplus: activation(() => new Softplus()),
  Softsign: activation(() => new Softsign()),
  LogSigmoid: activation(() => new LogSigmoid()),
  Mish: activation(() => new Mish()),
  HardSigmoid: row(
    ...activation(() => new HardSigmoid()).checks,
    kink("0 at −3 and 3", () => new HardSigmoid(), [-3, 3], [0, 0]),
  ),
  HardSwish: row(
    ...activation(() => new HardSwish()).checks,
    kink("0 at −3, 1 at 3", () => new HardSwish(), [-3, 3], [0, 1]),
  ),
  CELU: activation(() => new CELU(0.7)),
  PReLU: row(
    smooth(() => new PReLU(2, float64), 2, 2, 3),
    kink("the slope at 0", () => new PReLU(1, { ...float64, initial: 0.5 }), [0], [0.5]),
  ),
  ReLU6: row(
    ...activation(() => new ReLU6()).checks,
    kink("0 at both", () => new ReLU6(), [0, 6], [0, 0]),
  ),
  HardTanh: row(
    ...activation(() => new HardTanh()).checks,
    kink("0 at both", () => new HardTanh(), [-1, 1], [0, 0]),
  ),
  Threshold: row(
    ...activation(() => new Threshold(0.1, 2)).checks,
    kink("0 at the threshold", () => new Threshold(0.5, 2), [0.5], [0]),
  ),
  SoftShrink: row(
    ...activation(() => new SoftShrink()).checks,
    kink("0 at both", () => new SoftShrink(), [-0.5, 0.5], [0, 0]),
  ),
  HardShrink: row(
    ...activation(() => new HardShrink()).checks,
    kink("0 at both jumps", () => new HardShrink(), [-0.5, 0.5], [0, 0]),
  ),
  TanhShrink: activation(() => new TanhShrink()),
  Softmax: row(smooth(() => new Softmax(), 2, 3)),
  LogSoftmax: row(smooth(() => new LogSoftmax(0), 2, 3)),
};
