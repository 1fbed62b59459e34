import {
  AdaptiveAveragePool1d,
  AdaptiveAveragePool2d,
  AdaptiveAveragePool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  Affine,
  AveragePool1d,
  AveragePool2d,
  AveragePool3d,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  type DropoutOptions,
  Embedding,
  EmbeddingBag,
  Flatten,
  GlobalAveragePool1d,
  GlobalAveragePool2d,
  GlobalAveragePool3d,
  GroupNorm,
  GRU,
  GRUCell,
  LayerNorm,
  LSTM,
  LSTMCell,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type Module,
  MultiheadAttention,
  PixelShuffle,
  ReLU,
  Residual,
  RMSNorm,
  RNN,
  RNNCell,
  Sequential,
  SpectralNorm,
  Tanh,
  Upsample,
  WeightNorm,
} from "@chainrule/layers";
import { Generator, type Tensor, tensor } from "@chainrule/tensor";
import { float64, kink, type Layer as Unary, on, seeded, smooth } from "../layer-row.ts";
import { type Check, on as function_, row, type Rows, values } from "../row.ts";

/** One example of one channel. */
function image(...rows: readonly (readonly number[])[]): readonly number[][][][] {
  return [[rows.map((one) => [...one])]];
}

function embedding(what: string, make: () => Embedding | EmbeddingBag): Check {
  return {
    on: what,
    order: 2,
    at: () => {
      const layer = make();
      const indices = tensor([2, 0, 2], { dtype: "int32" });
      return { f: () => layer.forward(indices).square(), inputs: [layer.weight] };
    },
  };
}

/** A check of a layer that drops channels, for an input of a shape. */
function dropped(
  Layer: new (p: number, options: DropoutOptions) => Module,
  ...shape: number[]
): Check {
  const draw = (x: Tensor): Tensor =>
    (new Layer(0.5, { generator: new Generator(3) }) as Unary).forward(x.square());
  return function_("smooth, one draw", draw, shape);
}

/** Layers that are no activations. */
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
  Conv3d: row(
    smooth(() => new Conv3d(1, 2, 2, { ...seeded(), padding: 1 }), 1, 1, 2, 3, 2),
    on(
      "stride, dilation, groups",
      () => new Conv3d(2, 2, 2, { ...seeded(), stride: [1, 2, 1], dilation: 2, groups: 2 }),
      values([1, 2, 3, 4, 3]),
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
  ConvTranspose3d: row(
    smooth(() => new ConvTranspose3d(1, 2, 2, { ...seeded(), stride: [2, 1, 2] }), 1, 1, 2, 2, 1),
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
    kink("all to the first of equal elements", () => new MaxPool1d(2), [[[1, 1]]], [[[1, 0]]]),
  ),
  MaxPool2d: row(
    smooth(() => new MaxPool2d(2), 1, 2, 4, 4),
    on("overlapping", () => new MaxPool2d(3, { stride: 1, padding: 1 }), values([1, 1, 4, 4])),
    on("ties", () => new MaxPool2d(2), tensor(image([1, 1], [0, 1]), float64)),
    kink(
      "all to the first of equal elements",
      () => new MaxPool2d(2),
      image([0, 1], [1, 1]),
      image([0, 1], [0, 0]),
    ),
  ),
  MaxPool3d: row(
    smooth(() => new MaxPool3d(2), 1, 1, 2, 4, 2),
    on("overlapping", () => new MaxPool3d(2, { stride: 1, padding: 1 }), values([1, 1, 2, 3, 2])),
    kink(
      "all to the first of equal elements",
      () => new MaxPool3d(2),
      [
        [
          [
            [
              [0, 1],
              [0, 0],
            ],
            [
              [1, 1],
              [1, 1],
            ],
          ],
        ],
      ],
      [
        [
          [
            [
              [0, 1],
              [0, 0],
            ],
            [
              [0, 0],
              [0, 0],
            ],
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
  AveragePool3d: row(
    smooth(() => new AveragePool3d(2, { stride: 1 }), 1, 1, 2, 3, 3),
    on(
      "padding not counted",
      () => new AveragePool3d(2, { padding: 1, countIncludePad: false }),
      values([1, 1, 2, 3, 2]),
    ),
  ),
  AdaptiveAveragePool1d: row(smooth(() => new AdaptiveAveragePool1d(3), 1, 2, 5)),
  AdaptiveAveragePool2d: row(smooth(() => new AdaptiveAveragePool2d([2, 3]), 1, 1, 5, 4)),
  AdaptiveAveragePool3d: row(smooth(() => new AdaptiveAveragePool3d([2, 1, 2]), 1, 1, 3, 2, 3)),
  GlobalAveragePool1d: row(smooth(() => new GlobalAveragePool1d(), 2, 2, 3)),
  GlobalAveragePool2d: row(smooth(() => new GlobalAveragePool2d(), 2, 2, 2, 3)),
  GlobalAveragePool3d: row(smooth(() => new GlobalAveragePool3d(), 2, 2, 2, 1, 3)),
  AdaptiveMaxPool1d: row(
    smooth(() => new AdaptiveMaxPool1d(3), 1, 2, 5),
    kink(
      "all to the first of equal elements",
      () => new AdaptiveMaxPool1d(1),
      [[[0, 1, 1]]],
      [[[0, 1, 0]]],
    ),
  ),
  AdaptiveMaxPool2d: row(
    smooth(() => new AdaptiveMaxPool2d([2, 3]), 1, 1, 5, 4),
    kink(
      "all to the first of equal elements",
      () => new AdaptiveMaxPool2d(1),
      image([0, 1], [1, 1]),
      image([0, 1], [0, 0]),
    ),
  ),
  AdaptiveMaxPool3d: row(
    smooth(() => new AdaptiveMaxPool3d([2, 1, 2]), 1, 1, 3, 2, 3),
    kink(
      "all to the first of equal elements",
      () => new AdaptiveMaxPool3d(1),
      [[[[[0, 1]], [[1, 1]]]]],
      [[[[[0, 1]], [[0, 0]]]]],
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
  BatchNorm3d: row(smooth(() => new BatchNorm3d(2, float64), 2, 2, 2, 1, 2)),
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
    embedding("padding", () => new Embedding(3, 2, { ...seeded(), paddingIndex: 1 })),
    embedding("a row used twice", () => new Embedding(3, 2, seeded())),
  ),
  EmbeddingBag: row(
    ...(["sum", "mean", "max"] as const).map((mode) =>
      embedding(`${mode}, padding`, () => {
        return new EmbeddingBag(3, 2, { ...seeded(), mode, paddingIndex: 1 });
      }),
    ),
  ),
  WeightNorm: row(
    smooth(() => new WeightNorm(new Affine(3, 2, seeded())), 2, 3),
    on("a convolution", () => new WeightNorm(new Conv1d(2, 2, 2, seeded())), values([1, 2, 3])),
  ),
  SpectralNorm: row(
    on(
      "evaluating, where the singular vectors stay",
      () =>
        new SpectralNorm(new Affine(3, 2, seeded()), { generator: new Generator(1) }).evaluate(),
      values([2, 3]),
    ),
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
  Dropout1d: row(dropped(Dropout1d, 2, 3, 2)),
  Dropout2d: row(dropped(Dropout2d, 2, 3, 2, 1)),
  Dropout3d: row(dropped(Dropout3d, 2, 3, 2, 1, 2)),
};
