import {
  Generator,
  full,
  ones,
  rand,
  setSeed,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
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
  ELU,
  Embedding,
  Flatten,
  GELU,
  GlobalAveragePool1d,
  GlobalAveragePool2d,
  GlobalAveragePool3d,
  GroupNorm,
  HardTanh,
  type Layer,
  LayerNorm,
  LeakyReLU,
  Linear,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type Module,
  PixelShuffle,
  PReLU,
  ReLU,
  Residual,
  RMSNorm,
  Sequential,
  Sigmoid,
  Softmax,
  Softplus,
  Tanh,
  Upsample,
} from "../src/index.ts";

test("means of large integers do not wrap", () => {
  const pixels = full([1, 1, 2, 2], 2e9, { dtype: "int32" });
  const layers = [new AveragePool2d(2), new AdaptiveAveragePool2d(1), new GlobalAveragePool2d()];
  expect(layers.map((layer) => layer.forward(pixels).reshape([]).item())).toEqual([2e9, 2e9, 2e9]);
});

test("Linear is Affine", () => {
  expect(Linear).toBe(Affine);
});

test.each<[Module, string]>([
  [new Affine(2, 3), "Affine(2, 3)"],
  [new Affine(2, 3, { bias: false }), "Affine(2, 3, no bias)"],
  [new Conv2d(1, 8, 3), "Conv2d(1, 8, 3)"],
  [
    new Conv2d(4, 8, [3, 5], { stride: 2, padding: [1, 2], dilation: 3, groups: 2, bias: false }),
    "Conv2d(4, 8, [3, 5], stride 2, padding [1, 2], dilation 3, groups 2, no bias)",
  ],
  [new MaxPool2d(2), "MaxPool2d(2)"],
  [new MaxPool2d(3, { stride: 2, padding: 1 }), "MaxPool2d(3, stride 2, padding 1)"],
  [new MaxPool2d(3, { stride: 2, ceilMode: true }), "MaxPool2d(3, stride 2, ceil mode)"],
  [new AveragePool2d(2, { countIncludePad: false }), "AveragePool2d(2, padding not counted)"],
  [new AveragePool2d(2, { divisorOverride: 3 }), "AveragePool2d(2, divisor 3)"],
  [new BatchNorm1d(3, { affine: false }), "BatchNorm1d(3, not affine)"],
  [
    new BatchNorm1d(3, { eps: 1e-3, momentum: null, trackRunningStatistics: false }),
    "BatchNorm1d(3, eps 0.001, momentum even, no running statistics)",
  ],
  [new GroupNorm(1, 3, { eps: 1e-6, affine: false }), "GroupNorm(1, 3, eps 0.000001, not affine)"],
  [new LayerNorm([2, 3], { bias: false }), "LayerNorm([2, 3], no bias)"],
  [new AveragePool2d([2, 3]), "AveragePool2d([2, 3])"],
  [new Flatten(), "Flatten()"],
  [new Flatten(2), "Flatten(2)"],
  [new ReLU(), "ReLU()"],
  [new Sigmoid(), "Sigmoid()"],
  [new Tanh(), "Tanh()"],
  [new Softmax(), "Softmax(-1)"],
  [new BatchNorm2d(3), "BatchNorm2d(3)"],
  [new Dropout(0.1), "Dropout(0.1)"],
  [new Conv1d(2, 3, 4, { padding: "same" }), "Conv1d(2, 3, 4, padding 1)"],
  [
    new ConvTranspose2d(4, 2, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    "ConvTranspose2d(4, 2, 3, stride 2, padding 1, output padding 1, groups 2)",
  ],
  [new ConvTranspose1d(4, 2, 3, { stride: 2 }), "ConvTranspose1d(4, 2, 3, stride 2)"],
  [new MaxPool1d(3, { stride: 2, dilation: 2 }), "MaxPool1d(3, stride 2, dilation 2)"],
  [new AveragePool1d(3, { padding: 1 }), "AveragePool1d(3, padding 1)"],
  [
    new Conv3d(1, 8, [1, 3, 3], { padding: [0, 1, 1] }),
    "Conv3d(1, 8, [1, 3, 3], padding [0, 1, 1])",
  ],
  [new ConvTranspose3d(4, 2, 3, { stride: 2 }), "ConvTranspose3d(4, 2, 3, stride 2)"],
  [new MaxPool3d([1, 2, 2]), "MaxPool3d([1, 2, 2])"],
  [new AveragePool3d(2, { stride: 1 }), "AveragePool3d(2, stride 1)"],
  [new AdaptiveAveragePool1d(2), "AdaptiveAveragePool1d(2)"],
  [new AdaptiveAveragePool3d([1, 2, 2]), "AdaptiveAveragePool3d([1, 2, 2])"],
  [new AdaptiveMaxPool1d(2), "AdaptiveMaxPool1d(2)"],
  [new AdaptiveMaxPool3d(2), "AdaptiveMaxPool3d(2)"],
  [new GlobalAveragePool1d(), "GlobalAveragePool1d()"],
  [new GlobalAveragePool3d(), "GlobalAveragePool3d()"],
  [new BatchNorm3d(3), "BatchNorm3d(3)"],
  [new Dropout1d(0.1), "Dropout1d(0.1)"],
  [new Dropout3d(), "Dropout3d(0.5)"],
  [new AdaptiveAveragePool2d([2, 3]), "AdaptiveAveragePool2d([2, 3])"],
  [new GlobalAveragePool2d(), "GlobalAveragePool2d()"],
  [new LayerNorm(3), "LayerNorm(3)"],
  [new LayerNorm([2, 3]), "LayerNorm([2, 3])"],
  [new GroupNorm(2, 4), "GroupNorm(2, 4)"],
  [new Embedding(5, 2), "Embedding(5, 2)"],
  [new LeakyReLU(), "LeakyReLU(0.01)"],
  [new ELU(), "ELU(1)"],
  [new ConvTranspose2d(1, 2, 3, { bias: false }), "ConvTranspose2d(1, 2, 3, no bias)"],
  [new MaxPool2d([2, 3], { stride: [2, 1] }), "MaxPool2d([2, 3], stride [2, 1])"],
  [new MaxPool2d(2, { dilation: 2 }), "MaxPool2d(2, dilation 2)"],
  [new AdaptiveMaxPool2d(2), "AdaptiveMaxPool2d(2)"],
  [new GELU(), "GELU()"],
  [new GELU({ approximate: "tanh" }), "GELU(tanh)"],
  [new Softplus(), "Softplus()"],
  [new Softplus({ beta: 2 }), "Softplus(2, 20)"],
  [new Softplus({ threshold: 5 }), "Softplus(1, 5)"],
  [new PReLU(3), "PReLU(3)"],
  [new Dropout2d(), "Dropout2d(0.5)"],
  [new RMSNorm(4), "RMSNorm(4)"],
  [new RMSNorm([2, 4], { eps: 0.5, affine: false }), "RMSNorm([2, 4], eps 0.5, not affine)"],
  [new Upsample(2), "Upsample(2, nearest)"],
  [new Upsample([1, 3], { mode: "bilinear" }), "Upsample([1, 3], bilinear)"],
  [new PixelShuffle(2), "PixelShuffle(2)"],
])("%s describes itself", (module, text) => {
  expect(String(module)).toBe(text);
});

const wide = rand([2, 4, 5, 5]) as Tensor;

test.each<[string, () => unknown, string]>([
  [
    "channels",
    () => new Conv2d(3, 2, 3).forward(wide),
    "Conv2d(3, 2, 3): convolve: the input must have 3 channels",
  ],
  [
    "groups",
    // @ts-expect-error the same sentence
    () => new Conv2d(3, 4, 3, { groups: 2 }),
    "Conv2d: the groups must divide the channels; got 2 groups of 3 input and 4 output channels.",
  ],
  [
    "no kernel",
    () => new Conv2d(3, 4, 0),
    "Conv2d: the kernel size must be an integer from 1, or 2 of them; got 0.",
  ],
  [
    "a list of three",
    () => new Conv2d(3, 4, [1, 2, 3] as never),
    "Conv2d: the kernel size must be an integer from 1, or 2 of them; got [1,2,3].",
  ],
  [
    "half a stride",
    () => new Conv2d(3, 4, 2, { stride: 0.5 }),
    "Conv2d: the stride must be an integer from 1",
  ],
  [
    "padding below 0",
    () => new Conv2d(3, 4, 2, { padding: -1 }),
    "Conv2d: the padding must be an integer from 0",
  ],
  [
    "same with a stride",
    // @ts-expect-error the same sentence
    () => new Conv2d(3, 4, 2, { padding: "same", stride: 2 }),
    'Conv2d: padding "same" needs a stride of 1; got 2.',
  ],
  [
    "no image",
    () => new MaxPool2d(2).forward(zeros([3, 4]) as Tensor),
    "MaxPool2d(2): forward: the input must be [N, C, H, W]; got [3, 4].",
  ],
  [
    "a large kernel",
    () => new Conv2d(4, 1, 3, { dilation: 3, padding: [1, 0] }).forward(wide),
    "Conv2d(4, 1, 3, padding [1, 0], dilation 3): forward: the kernel must fit into the input with its padding; got [2, 4, 5, 5] for kernel 3.",
  ],
  [
    "a large window",
    () => new AveragePool2d(6).forward(wide),
    "AveragePool2d(6): forward: the window must fit into the input; got [2, 4, 5, 5] for window 6.",
  ],
  [
    "no sequence",
    () => new MaxPool1d(2).forward(wide),
    "MaxPool1d(2): forward: the input must be [N, C, L]; got [2, 4, 5, 5].",
  ],
  [
    "a long window",
    () => new AveragePool1d(6).forward(zeros([2, 4, 5]) as Tensor),
    "AveragePool1d(6): forward: the window must fit into the input; got [2, 4, 5] for window 6.",
  ],
  [
    "a window of two sizes in one dimension",
    () => new MaxPool1d([1, 2] as unknown as number),
    "MaxPool1d: the window must be an integer from 1; got [1,2].",
  ],
  [
    "a sequence of other channels",
    () => new ConvTranspose1d(3, 2, 2).forward(zeros([1, 2, 5]) as Tensor),
    "ConvTranspose1d(3, 2, 2): convolve: the input must have 3 channels",
  ],
  [
    "much padding",
    // @ts-expect-error the same sentence
    () => new MaxPool2d(3, { padding: 2 }),
    "MaxPool2d: the padding must be at most half the window; got padding 2 of window 3.",
  ],
  [
    "another rank",
    () => new BatchNorm1d(4).forward(wide),
    "BatchNorm1d(4): forward: the input must be [N, 4] or [N, 4, L]; got [2, 4, 5, 5].",
  ],
  [
    "other channels",
    () => new BatchNorm2d(3).forward(wide),
    "BatchNorm2d(3): forward: the input must be [N, 3, H, W]; got [2, 4, 5, 5].",
  ],
  [
    "one value for each channel",
    () => new BatchNorm1d(4).forward(zeros([1, 4]) as Tensor),
    "BatchNorm1d(4): forward: training needs more than one value for each channel; got [1, 4].",
  ],
  [
    "channels that groups do not divide",
    () => new GroupNorm(2, 3),
    "GroupNorm: the groups must divide the channels; got 2 groups of 3 channels.",
  ],
  [
    "other last lengths",
    () => new LayerNorm(4).forward(wide),
    "LayerNorm(4): forward: the last lengths must be [4]; got [2, 4, 5, 5].",
  ],
  [
    "other channels of groups",
    () => new GroupNorm(2, 6).forward(wide),
    "GroupNorm(2, 6): forward: the input must be [N, 6, …]; got [2, 4, 5, 5].",
  ],
  [
    "no vector",
    () => new Embedding(0, 2),
    "Embedding: the number of vectors must be an integer from 1; got 0.",
  ],
  [
    "an index beyond",
    () => new Embedding(3, 2).forward(tensor([3], { dtype: "int32" })),
    "Embedding(3, 2): take: indices must be from -3 to 2; got 3.",
  ],
  [
    "a floating index",
    () => new Embedding(3, 2).forward([0.5]),
    "Embedding(3, 2): take: indices must be int32 or uint8; got float32.",
  ],
  [
    "output padding of a stride",
    // @ts-expect-error the same sentence
    () => new ConvTranspose2d(1, 1, 2, { outputPadding: 1 }),
    "ConvTranspose2d: the output padding must be less than the stride or the dilation; got 1.",
  ],
  [
    "groups of a transpose",
    // @ts-expect-error the same sentence
    () => new ConvTranspose2d(3, 2, 2, { groups: 2 }),
    "ConvTranspose2d: the groups must divide the channels; got 2 groups of 3 input and 2 output channels.",
  ],
  [
    "channels of a transpose",
    () => new ConvTranspose2d(3, 2, 2).forward(wide),
    "ConvTranspose2d(3, 2, 2): convolve: the input must have 3 channels",
  ],
  [
    "padding of a transpose that takes away everything",
    () => new ConvTranspose2d(4, 2, 1, { padding: [3, 0] }).forward(wide),
    "ConvTranspose2d(4, 2, 1, padding [3, 0]): forward: the padding must leave something of the output; got [2, 4, 5, 5] for padding [3, 0].",
  ],
  [
    "another shape after layers",
    () => new Residual(new Flatten()).forward(wide),
    "Residual: forward: the layers must keep the shape; got [2, 100] of [2, 4, 5, 5].",
  ],
  [
    "no image to average",
    () => new GlobalAveragePool2d().forward(wide.reshape([2, 100]) as Tensor),
    "GlobalAveragePool2d(): forward: the input must be [N, C, H, W]; got [2, 100].",
  ],
  [
    "a size of 0",
    () => new AdaptiveAveragePool2d(0),
    "AdaptiveAveragePool2d: the output size must be an integer from 1, or 2 of them; got 0.",
  ],
  [
    "a transposed kernel of 0",
    () => new ConvTranspose2d(1, 1, 0),
    "ConvTranspose2d: the kernel size must be an integer from 1, or 2 of them; got 0.",
  ],
  [
    "output padding of one stride of two",
    // @ts-expect-error the same sentence
    () => new ConvTranspose2d(1, 1, 2, { stride: [2, 1], outputPadding: 1 }),
    "ConvTranspose2d: the output padding must be less than the stride or the dilation; got 1.",
  ],
  [
    "no image to pool to a size",
    () => new AdaptiveAveragePool2d(2).forward(wide.reshape([2, 100]) as Tensor),
    "AdaptiveAveragePool2d(2): forward: the input must be [N, C, H, W]; got [2, 100].",
  ],
  [
    "no image to take the largest of",
    () => new AdaptiveMaxPool2d(2).forward(wide.reshape([2, 100]) as Tensor),
    "AdaptiveMaxPool2d(2): forward: the input must be [N, C, H, W]; got [2, 100].",
  ],
  ["ends in one place", () => new HardTanh(1, 1), "HardTanh: low must be below high; got 1 and 1."],
  [
    "no multiple of the factor's square",
    () => new PixelShuffle(2).forward(ones([1, 6, 2, 2]) as Tensor),
    "PixelShuffle(2): forward: the channels must be a multiple of 4; got [1, 6, 2, 2].",
  ],
  [
    "half a scale",
    () => new Upsample(1.5),
    "Upsample: the scale must be an integer from 1, or 2 of them; got 1.5.",
  ],
  [
    "another way to enlarge",
    () => new Upsample(2, { mode: "bicubic" as never }),
    'Upsample: mode must be "nearest" or "bilinear"; got "bicubic".',
  ],
  [
    "channels of no image",
    () => new Dropout2d().forward(ones([4, 3]) as Tensor),
    "Dropout2d(0.5): forward: the input must be [N, C, H, W]; got [4, 3].",
  ],
  ["a probability above 1", () => new Dropout(1.5), "Dropout: p must be from 0 to 1; got 1.5."],
])("%s: one sentence", (_what, f, message) => {
  expect(f).toThrow(message);
});

test("batch normalisation of one value is fine while evaluating", () => {
  const norm = new BatchNorm1d(2).evaluate();
  expect(norm.forward([[1, 2]]).toArray()).toEqual([[expect.closeTo(1, 4), expect.closeTo(2, 4)]]);
});

test("running statistics follow PyTorch's momentum and the unbiased variance", () => {
  const norm = new BatchNorm1d(1);
  norm.forward([[1], [3]]);
  norm.forward([[1], [3]]);
  expect(norm.runningMean!.toArray()).toEqual([expect.closeTo(0.2 * 0.9 + 0.2, 6)]);
  expect(norm.runningVariance!.toArray()).toEqual([expect.closeTo((0.9 + 0.2) * 0.9 + 0.2, 6)]);
});

test("batch normalisation is accurate in float32 far from 0", () => {
  const x = rand([64, 1], { generator: new Generator(5) });
  const near = new BatchNorm1d(1).forward(x).data();
  const far = new BatchNorm1d(1).forward(x.add(1000)).data();
  // The input itself is rounded to 2⁻¹⁴, of a standard deviation of 0.29.
  for (const [i, value] of near.entries()) expect(far[i]).toBeCloseTo(value, 3);
});

test("dropout keeps the mean, drops p, and is seeded", () => {
  const drop = (): Tensor =>
    new Dropout(0.25, { generator: new Generator(3) }).forward(ones([10_000]));
  const values = drop().data();
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.25, 1);
  expect(drop().data()).toEqual(values);
  const dropout = new Dropout(0.5);
  setSeed(7);
  const first = dropout.forward(ones([100])).data();
  expect(dropout.forward(ones([100])).data()).not.toEqual(first);
  setSeed(7);
  expect(dropout.forward(ones([100])).data()).toEqual(first);
  setSeed(0);
});

test("dropout of 0 passes everything, of 1 nothing", () => {
  expect(new Dropout(0).forward([1, 2]).toArray()).toEqual([1, 2]);
  expect(new Dropout(1).forward([1, 2]).toArray()).toEqual([0, 0]);
});

test("dropout of float64 is float64, scaled as exactly", () => {
  const dropout = new Dropout(0.1, { generator: new Generator(3) });
  const dropped = dropout.forward(ones([1000], { dtype: "float64" }));
  expect(dropped.dtype).toBe("float64");
  expect(new Set(dropped.data())).toEqual(new Set([0, 1 / 0.9]));
});

test.each([1, -2])("an embedding begins with zeros at padding index %d", (paddingIndex) => {
  const [first, padding, last] = new Embedding(3, 2, { paddingIndex }).weight.toArray();
  expect(padding).toEqual([0, 0]);
  expect([...first!, ...last!]).not.toContain(0);
  expect(new Embedding(3, 2).weight.toArray().flat()).not.toContain(0);
});

test("PReLU begins with the slope that is given, or a quarter", () => {
  expect(new PReLU(2, { initial: 0.5 }).forward([[-1, -2]]).toArray()).toEqual([[-0.5, -1]]);
  expect(new PReLU().forward([-1]).toArray()).toEqual([-0.25]);
});

test.each([1, 2])("integers pooled to a size of %d have fractions", (size) => {
  const x = tensor(Uint8Array.of(1, 2, 3, 5)).reshape([1, 1, 2, 2]) as Tensor;
  const y = new AdaptiveAveragePool2d(size).forward(x);
  expect([y.dtype, y.mean().item()]).toEqual(["float32", 2.75]);
});

test.each([
  [2, [Infinity, 3.5]],
  [3, [Infinity, 2.5, 3.5]],
])("a mean of %d parts holds what is not finite to its part", (columns, means) => {
  const pool = new AdaptiveAveragePool2d([1, columns]);
  expect(pool.forward([[[[Infinity, 2, 3, 4]]]]).toArray()).toEqual([[[means]]]);
});

test("layers take numbers and nested arrays", () => {
  expect(
    new Sequential(new ReLU(), new Flatten())
      .forward([
        [
          [1, -2],
          [3, 4],
        ],
      ])
      .toArray(),
  ).toEqual([[1, 0, 3, 4]]);
});

test("numbers have the dtype of the layers' parameters, to the last digit", () => {
  const model = new Sequential(new ReLU(), new Affine(1, 1, { dtype: "float64", bias: false }));
  model.layers[1].weight.assign([[1]]);
  expect(model.forward([[0.1]]).item()).toBe(0.1);
});

test.each<[string, Layer, (x: Tensor) => Tensor]>([
  ["LayerNorm", new LayerNorm(2), (x) => x],
  ["GroupNorm", new GroupNorm(1, 2), (x) => x],
  ["BatchNorm1d", new BatchNorm1d(2), (x) => x],
  ["AveragePool2d", new AveragePool2d(2), (x) => x.reshape([1, 1, 2, 2])],
  [
    "AveragePool2d with padding",
    new AveragePool2d(2, { padding: 1, countIncludePad: false }),
    (x) => x.reshape([1, 1, 2, 2]),
  ],
  ["Dropout", new Dropout(0.25).evaluate(), (x) => x],
  ["Dropout2d", new Dropout2d(0.25).evaluate(), (x) => x.reshape([1, 1, 2, 2])],
  ["RMSNorm", new RMSNorm(2), (x) => x],
  ["Upsample", new Upsample(2, { mode: "bilinear" }), (x) => x.reshape([1, 1, 2, 2])],
])("%s of bytes is that of the same floats", (_name, layer, arrange) => {
  const elements = [
    [0, 255],
    [200, 3],
  ];
  const floats = layer.forward(arrange(tensor(elements)));
  const bytes = layer.forward(arrange(tensor(elements, { dtype: "uint8" })));
  expect(bytes.dtype).toBe("float32");
  expect(bytes.data()).toEqual(floats.data());
});

test("dropout of integers is scaled as floats are", () => {
  const dropout = new Dropout(0.5, { generator: new Generator(3) });
  const dropped = dropout.forward(full([1000], 200, { dtype: "uint8" }));
  dropped.dtype satisfies "float32";
  expect(new Set(dropped.data())).toEqual(new Set([0, 400]));
});

test("Dropout2d drops whole channels, and what is in them", () => {
  const dropout = new Dropout2d(0.25, { generator: new Generator(3) });
  const dropped = dropout.forward(full([40, 50, 2, 3], 3));
  const channels = dropped.reshape([2000, 6]).toArray();
  expect(channels.every((pixels) => new Set(pixels).size === 1)).toBe(true);
  const kept = channels.filter(([pixel]) => pixel === 4).length;
  expect(kept + channels.filter(([pixel]) => pixel === 0).length).toBe(2000);
  // Three standard deviations of 2000 draws around 1500.
  expect(Math.abs(kept - 1500)).toBeLessThan(58);
  expect(new Set(dropout.forward(full([4, 8, 1, 1], Infinity)).data())).toEqual(
    new Set([0, Infinity]),
  );
  const bytes = full([1, 2, 1, 1], 200, { dtype: "uint8" });
  expect(dropout.evaluate().forward(bytes).data()).toEqual(new Float32Array([200, 200]));
});

test("a nearest pixel keeps its dtype, and weights of none reach no neighbour", () => {
  const bytes = new Upsample(2).forward(full([1, 1, 1, 1], 7, { dtype: "uint8" }));
  expect([bytes.dtype, bytes.toArray()]).toEqual([
    "uint8",
    [
      [
        [
          [7, 7],
          [7, 7],
        ],
      ],
    ],
  ]);
  const odd = new Upsample([1, 3], { mode: "bilinear" });
  expect(odd.forward([[[[0, Infinity]]]]).toArray()).toEqual([
    [[[0, 0, Infinity, Infinity, Infinity, Infinity]]],
  ]);
});

test("a batch of nothing leaves running statistics as they are", () => {
  const norm = new BatchNorm1d(2);
  expect(norm.forward(zeros([0, 2])).shape).toEqual([0, 2]);
  expect(norm.runningMean!.toArray()).toEqual([0, 0]);
  expect(norm.runningVariance!.toArray()).toEqual([1, 1]);
});

test("integers become the dtype of the parameters", () => {
  const x = tensor([[1, 2]], { dtype: "uint8" });
  expect(new Affine(2, 1).forward(x).dtype).toBe("float32");
  expect(new Conv2d(1, 1, 1).forward(x.reshape([1, 1, 1, 2]) as Tensor).dtype).toBe("float32");
});

test("MaxPool2d of large windows, with ties, NaN and padding", () => {
  const rows = [3, 1, 2, 3, 0, 5, NaN, 4];
  const naive = (size: number): number[] =>
    rows.map((_, i) => {
      const seen = rows.slice(Math.max(0, i - (size >> 1)), i + (size >> 1) + 1);
      return seen.some(Number.isNaN) ? NaN : Math.max(...seen);
    });
  for (const size of [3, 5, 7]) {
    const pool = new MaxPool2d([1, size], { stride: 1, padding: [0, size >> 1] });
    expect(pool.forward([[[rows]]]).toArray()).toEqual([[[naive(size)]]]);
  }
  const large = new MaxPool2d(20, { stride: 1 }).forward(ones([1, 1, 40, 40]));
  expect(large.sum().item()).toBe(21 * 21);
});

test("layers of sequences are those of images with one row", () => {
  const x = rand([2, 3, 11], { generator: new Generator(1) });
  const options = { stride: 2, padding: 1, ceilMode: true };
  const rows = { stride: [1, 2], padding: [0, 1], ceilMode: true } as const;
  for (const [sequence, images] of [
    [new MaxPool1d(3, options), new MaxPool2d([1, 3], rows)],
    [new AveragePool1d(3, options), new AveragePool2d([1, 3], rows)],
  ] as const) {
    expect(sequence.forward(x).toArray()).toEqual(
      images.forward(x.unsqueeze(2)).squeeze(2).toArray(),
    );
  }
  const [line, plane] = [
    new ConvTranspose1d(3, 2, 4, { stride: 2, padding: 1 }),
    new ConvTranspose2d(3, 2, [1, 4], { stride: [1, 2], padding: [0, 1] }),
  ];
  plane.weight.assign(line.weight.unsqueeze(2));
  plane.bias!.assign(line.bias!);
  expect(line.forward(x).toArray()).toEqual(plane.forward(x.unsqueeze(2)).squeeze(2).toArray());
});

test("MaxPool2d keeps integers", () => {
  const x = tensor(
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    { dtype: "uint8" },
  );
  const y = new MaxPool2d(2, { stride: 1, padding: 1 }).forward(x);
  expect([y.dtype, y.shape]).toEqual(["uint8", [1, 1, 3, 3]]);
  expect(y.toArray()).toEqual([
    [
      [
        [1, 2, 2],
        [3, 4, 4],
        [3, 4, 4],
      ],
    ],
  ]);
});
