import {
  AdaptiveAveragePool2d,
  AdaptiveMaxPool2d,
  Affine,
  AveragePool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Embedding,
  Flatten,
  GELU,
  GlobalAveragePool2d,
  GroupNorm,
  GRU,
  HardSwish,
  LayerNorm,
  LSTM,
  MaxPool1d,
  MaxPool2d,
  Mish,
  Module,
  MultiheadAttention,
  PixelShuffle,
  PReLU,
  ReLU,
  RMSNorm,
  Sequential,
  Sigmoid,
  Softmax,
  Upsample,
} from "@chainrule/layers";
import { arange, Generator, oneHot, randint, randn, type Tensor } from "@chainrule/tensor";

/** A function of one batch, and a batch of a size. */
export interface Network {
  readonly f: (x: Tensor) => Tensor;
  readonly batch: (size: number) => Tensor;
}

class Block extends Module {
  readonly norm = new LayerNorm(16);
  readonly attention = new MultiheadAttention(16, 4);
  readonly up = new Affine(16, 32);
  readonly down = new Affine(32, 16);

  forward(x: Tensor): Tensor {
    const normal = this.norm.forward(x);
    const seen = x.add(this.attention.forward(normal, normal, normal, { causal: true })) as Tensor;
    return seen.add(this.down.forward(this.up.forward(seen).gelu())) as Tensor;
  }
}

class Transformer extends Module {
  readonly tokens = new Embedding(20, 16);
  readonly places = new Embedding(10, 16);
  readonly blocks = [new Block(), new Block()];
  readonly head = new Affine(16, 20);

  forward(x: Tensor): Tensor {
    const places = this.places.forward(arange(10, { dtype: "int32" }) as Tensor);
    let y = this.tokens.forward(x).add(places) as Tensor;
    for (const block of this.blocks) y = block.forward(y);
    return this.head.forward(y).logSoftmax(-1) as Tensor;
  }
}

const generator = new Generator(7);
const normal =
  (...shape: readonly number[]): Network["batch"] =>
  (size) =>
    randn([size, ...shape], { generator }) as Tensor;

function layers(...all: readonly Module[]): Network["f"] {
  const model = new Sequential(...all);
  // What an untrained network has learned is 0 and 1: it would not tell one statistic from another.
  for (const state of model.state()) {
    if (state.dtype === "float32") {
      state.assign(randn(state.shape, { generator }).abs().add(0.5) as Tensor);
    }
  }
  model.evaluate();
  return (x) => model.forward(x as never) as Tensor;
}

/** What people export. */
export const networks: Readonly<Record<string, () => Network>> = {
  "an MLP": () => ({
    f: layers(new Flatten(), new Affine(28, 16), new ReLU(), new Affine(16, 10), new Softmax()),
    batch: normal(4, 7),
  }),
  "a CNN": () => ({
    f: layers(
      new Conv2d(1, 8, 5),
      new BatchNorm2d(8),
      new ReLU(),
      new MaxPool2d(2),
      new Conv2d(8, 16, 3, { padding: 1, stride: 2 }),
      new GELU(),
      new AveragePool2d(3, { stride: 2, padding: 1 }),
      new Dropout(0.5),
      new Flatten(),
      new Affine(144, 10),
    ),
    batch: normal(1, 28, 28),
  }),
  "images made larger and smaller": () => ({
    f: layers(
      new Conv2d(3, 6, 3, { padding: "same", groups: 3 }),
      new HardSwish(),
      new ConvTranspose2d(6, 4, 4, { stride: 2, padding: 1 }),
      new GroupNorm(2, 4),
      new MaxPool2d(3, { stride: 2, padding: 1 }),
      new Upsample(2, { mode: "bilinear" }),
      new PixelShuffle(2),
      new GlobalAveragePool2d(),
    ),
    batch: normal(3, 8, 8),
  }),
  "pooling to a size": () => ({
    f: layers(
      new AdaptiveAveragePool2d([3, 4]),
      new AdaptiveMaxPool2d([2, 2]),
      new PReLU(),
      new Flatten(),
      new Affine(12, 2),
      new Sigmoid(),
    ),
    batch: normal(3, 8, 9),
  }),
  sounds: () => ({
    f: layers(
      new Conv1d(2, 4, 5, { dilation: 2, paddingMode: "reflect", padding: 3 }),
      new MaxPool1d(2),
      new Flatten(),
    ),
    batch: normal(2, 20),
  }),
  "normal values": () => ({
    f: layers(new Affine(4, 8), new BatchNorm1d(8), new Mish(), new RMSNorm(8), new Affine(8, 3)),
    batch: normal(4),
  }),
  "a transformer": () => {
    const model = new Transformer();
    model.evaluate();
    return {
      f: (x) => model.forward(x),
      batch: (size) => randint(0, 20, [size, 10], { generator }) as Tensor,
    };
  },
  "an LSTM of two layers": () => {
    const model = new LSTM(5, 7, { layers: 2, bidirectional: true });
    return { f: (x) => model.forward(x as never) as Tensor, batch: normal(6, 5) };
  },
  "a GRU": () => {
    const model = new GRU(5, 7);
    return { f: (x) => model.forward(x as never) as Tensor, batch: normal(6, 5) };
  },
  order: () => ({
    f: (x) => {
      const { values } = x.topK(3);
      return values.add(x.argmax(-1, { keepDims: true })).add(oneHot(x.argmin(-1), 3)) as Tensor;
    },
    batch: normal(9),
  }),
  slices: () => ({
    f: (x) => {
      const turned = x.at("...", [1, -1, 2]).flip(1) as Tensor;
      return turned
        .pad([
          [0, 0],
          [1, 2],
        ])
        .cumsum(1)
        .at([0, null], [null, null, 2]) as Tensor;
    },
    batch: normal(9),
  }),
  "the axis of the batch": () => ({
    f: (x) => {
      const pairs = x
        .flip(0)
        .sub(x.sum(0))
        .mod(3)
        .windows({ axes: [1], sizes: [2] });
      return pairs.at([-1, null], "...", -1).add(x.at(0, 0)) as Tensor;
    },
    batch: normal(5),
  }),
};
