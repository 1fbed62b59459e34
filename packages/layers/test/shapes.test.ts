import { ones, rand, type Shape, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  AdaptiveAveragePool1d,
  AdaptiveAveragePool2d,
  AdaptiveAveragePool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool3d,
  AdaptiveMaxPool2d,
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
  Embedding,
  Flatten,
  GlobalAveragePool1d,
  GlobalAveragePool2d,
  GlobalAveragePool3d,
  GroupNorm,
  type Layer,
  LayerNorm,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  Module,
  PixelShuffle,
  PReLU,
  ReLU,
  Residual,
  RMSNorm,
  Sequential,
  Softmax,
  Upsample,
} from "../src/index.ts";
import type { Sentence } from "./sentence.ts";

// The compiler compares two such functions by their types' identity.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Identity<A> = <T>() => T extends A ? 1 : 2;
type Equal<A, B> = Identity<A> extends Identity<B> ? true : false;
type Or<Condition, Otherwise> = Condition extends true ? unknown : Otherwise;

/** Checks that the type of `x` states exactly `shape`, and that it holds at run time. */
function is<T extends Tensor, const S extends readonly number[]>(
  x: T,
  shape: S & Or<Equal<T["shape"], [...S]>, { readonly typeSays: T["shape"] }>,
): void {
  expect(x.shape).toEqual(shape);
}

/** Checks that the type of `x` leaves the axes in `shape` open that are `number` there, and that it has `actual` at run time. */
function open<S extends Shape>(
  x: Tensor & Or<Equal<S, Shape>, unknown>,
  actual: readonly number[],
  ..._proof: Equal<S, Shape> extends true ? ["say which shape"] : []
): void {
  expect(x.shape).toEqual(actual);
}

const run = (n: number): number => n;
const images = ones([2, 3, 28, 28]);

test("vectors", () => {
  is(new Affine(4, 3).forward(ones([5, 4])), [5, 3]);
  is(new Affine(4, 3).forward(ones([2, 5, 4])), [2, 5, 3]);
  is(new Affine(4, 3).forward([1, 2, 3, 4]), [3]);
  is(new Affine(4, 3).forward(new Affine(2, 4).forward(ones([5, 2]))), [5, 3]);
  is(new Embedding(10, 7).forward(ones([2, 5], { dtype: "int32" })), [2, 5, 7]);
  is(new Flatten().forward(images), [2, 2352]);
  is(new Flatten(2).forward(images), [2, 3, 784]);
  is(new ReLU().forward(images), [2, 3, 28, 28]);
  is(new Dropout().forward(ones([3])), [3]);
  is(new Softmax().forward([[1, 2]]), [1, 2]);
});

test("norms", () => {
  is(new BatchNorm1d(3).forward(ones([4, 3])), [4, 3]);
  is(new BatchNorm1d(3).forward(ones([4, 3, 5])), [4, 3, 5]);
  is(new BatchNorm2d(3).forward(images), [2, 3, 28, 28]);
  is(new LayerNorm(4).forward(ones([2, 3, 4])), [2, 3, 4]);
  is(new LayerNorm([3, 4]).forward(ones([2, 3, 4])), [2, 3, 4]);
  is(new GroupNorm(2, 4).forward(ones([2, 4, 3])), [2, 4, 3]);
  is(new RMSNorm([3, 4]).forward(ones([2, 3, 4])), [2, 3, 4]);
  is(new Dropout2d().forward(images), [2, 3, 28, 28]);
});

test("convolutions", () => {
  is(new Conv2d(3, 8, 3).forward(images), [2, 8, 26, 26]);
  is(new Conv2d(3, 8, 3, { padding: 1 }).forward(images), [2, 8, 28, 28]);
  is(new Conv2d(3, 8, 5, { padding: "same" }).forward(images), [2, 8, 28, 28]);
  is(new Conv2d(3, 8, [3, 5], { stride: [2, 1], padding: [1, 0] }).forward(images), [2, 8, 14, 24]);
  is(new Conv2d(3, 6, 3, { stride: 2, dilation: 2, groups: 3 }).forward(images), [2, 6, 12, 12]);
  is(new Conv1d(2, 4, 3, { stride: 2, padding: 1 }).forward(ones([1, 2, 9])), [1, 4, 5]);
  is(new ConvTranspose2d(3, 2, 2, { stride: 2 }).forward(images), [2, 2, 56, 56]);
  is(
    new ConvTranspose2d(3, 2, 3, { stride: 2, padding: 1, outputPadding: 1 }).forward(images),
    [2, 2, 56, 56],
  );
  const sequences = ones([2, 3, 9]);
  is(
    new ConvTranspose1d(3, 4, 3, { stride: 2, padding: 1, outputPadding: 1 }).forward(sequences),
    [2, 4, 18],
  );
  is(new ConvTranspose2d(3, 2, [2, 3], { dilation: [3, 1] }).forward(images), [2, 2, 31, 30]);
});

test("pooling", () => {
  is(new MaxPool2d(2).forward(images), [2, 3, 14, 14]);
  is(new MaxPool2d(3, { stride: 2, padding: 1 }).forward(images), [2, 3, 14, 14]);
  is(new MaxPool2d([2, 4], { dilation: [2, 1] }).forward(images), [2, 3, 13, 7]);
  is(new AveragePool2d(3, { stride: 1, ceilMode: false }).forward(images), [2, 3, 26, 26]);
  open<[2, 3, number, number]>(
    new AveragePool2d(3, { ceilMode: true }).forward(images),
    [2, 3, 10, 10],
  );
  is(new MaxPool1d(2).forward(ones([2, 3, 9])), [2, 3, 4]);
  is(new MaxPool1d(3, { stride: 1, dilation: 2 }).forward(ones([2, 3, 9])), [2, 3, 5]);
  is(new AveragePool1d(3, { stride: 2, padding: 1 }).forward(ones([2, 3, 9])), [2, 3, 5]);
  is(new AdaptiveAveragePool2d(4).forward(images), [2, 3, 4, 4]);
  is(new AdaptiveAveragePool2d([4, 2]).forward(images), [2, 3, 4, 2]);
  is(new GlobalAveragePool2d().forward(images), [2, 3]);
});

test("volumes", () => {
  const volumes = ones([2, 3, 8, 12, 10]);
  is(new Conv3d(3, 8, 3).forward(volumes), [2, 8, 6, 10, 8]);
  is(
    new Conv3d(3, 6, [1, 3, 5], { stride: [1, 2, 1], padding: [0, 1, 2], groups: 3 }).forward(
      volumes,
    ),
    [2, 6, 8, 6, 10],
  );
  is(new Conv3d(3, 4, 3, { padding: "same", dilation: 2 }).forward(volumes), [2, 4, 8, 12, 10]);
  is(
    new ConvTranspose3d(3, 2, 2, { stride: [2, 1, 2], outputPadding: [1, 0, 0] }).forward(volumes),
    [2, 2, 17, 13, 20],
  );
  is(new MaxPool3d(2).forward(volumes), [2, 3, 4, 6, 5]);
  is(
    new MaxPool3d([1, 2, 3], { stride: 1, padding: [0, 1, 1] }).forward(volumes),
    [2, 3, 8, 13, 10],
  );
  is(new AveragePool3d([2, 3, 5]).forward(volumes), [2, 3, 4, 4, 2]);
  is(new AdaptiveAveragePool3d([1, 2, 3]).forward(volumes), [2, 3, 1, 2, 3]);
  is(new AdaptiveMaxPool3d(2).forward(volumes), [2, 3, 2, 2, 2]);
  is(new AdaptiveAveragePool1d(4).forward(ones([2, 3, 9])), [2, 3, 4]);
  is(new AdaptiveMaxPool1d(4).forward(ones([2, 3, 9])), [2, 3, 4]);
  is(new GlobalAveragePool1d().forward(ones([2, 3, 9])), [2, 3]);
  is(new GlobalAveragePool3d().forward(volumes), [2, 3]);
  is(new BatchNorm3d(3).forward(volumes), [2, 3, 8, 12, 10]);
  is(new Dropout1d().forward(ones([2, 3, 9])), [2, 3, 9]);
  is(new Dropout3d().forward(volumes), [2, 3, 8, 12, 10]);
  const model = new Sequential(
    new Conv3d(3, 4, 3),
    new BatchNorm3d(4),
    new MaxPool3d(2),
    new Flatten(),
    new Affine(240, 2),
  );
  is(model.forward(volumes), [2, 2]);
  const conv: Conv3d = new Conv3d(1, 2, 3, { padding: 1 });
  const pool: MaxPool3d = new MaxPool3d(2, { stride: 1 });
  const layers: Layer[] = [conv, pool];
  expect(layers.length).toBe(2);
});

test("mistakes with volumes", () => {
  const video = ones([1, 2, 3, 5, 5]);
  const conv = new Conv3d(2, 3, [4, 1, 1]);
  "Conv3d(2, 3): the kernel must fit into the input with its padding; got [1, 2, 3, 5, 5] for kernel [4, 1, 1]" satisfies Sentence<
    typeof conv,
    [1, 2, 3, 5, 5]
  >;
  // @ts-expect-error
  expect(() => conv.forward(video)).toThrow(
    "the kernel must fit into the input with its padding; got [1, 2, 3, 5, 5] for kernel [4, 1, 1].",
  );
  "Conv3d(2, 3): the input must be [N, 2, depth, height, width]; got [1, 2, 5, 5]" satisfies Sentence<
    typeof conv,
    [1, 2, 5, 5]
  >;
  // @ts-expect-error
  expect(() => conv.forward(ones([1, 2, 5, 5]))).toThrow("Conv3d(2, 3, [4, 1, 1]): convolve");
  // @ts-expect-error
  expect(() => new MaxPool3d(2).forward(ones([1, 2, 5, 5]))).toThrow(
    "the input must be [N, C, D, H, W]; got [1, 2, 5, 5].",
  );
  // @ts-expect-error
  expect(() => new GlobalAveragePool1d().forward(images)).toThrow("the input must be [N, C, L]");
  // @ts-expect-error
  expect(() => new BatchNorm3d(2).forward(ones([1, 2, 5, 5]))).toThrow(
    "the input must be [N, 2, D, H, W]",
  );
  // @ts-expect-error MaxPool3d: the padding must be at most half the window; got padding [1, 1, 2] of window 3
  expect(() => new MaxPool3d(3, { padding: [1, 1, 2] })).toThrow(
    "MaxPool3d: the padding must be at most half the window; got padding [1, 1, 2] of window 3.",
  );
  // @ts-expect-error ConvTranspose3d: the output padding must be less than the stride or the dilation; got [0, 0, 2]
  expect(() => new ConvTranspose3d(2, 3, 2, { stride: 2, outputPadding: [0, 0, 2] })).toThrow(
    "ConvTranspose3d: the output padding must be less than the stride or the dilation; got [0, 0, 2].",
  );
  // @ts-expect-error Conv3d: padding "same" needs a stride of 1; got [1, 1, 2]
  expect(() => new Conv3d(2, 4, 3, { padding: "same", stride: [1, 1, 2] })).toThrow(
    'Conv3d: padding "same" needs a stride of 1; got [1, 1, 2].',
  );
  // @ts-expect-error Two sizes for three axes.
  expect(() => new Conv3d(2, 4, [3, 3])).toThrow("an integer from 1, or 3 of them; got [3,3].");
});

test("upsampling", () => {
  is(new Upsample(2).forward(images), [2, 3, 56, 56]);
  is(new Upsample([1, 3], { mode: "bilinear" }).forward(images), [2, 3, 28, 84]);
  is(new PixelShuffle(2).forward(ones([2, 12, 5, 7])), [2, 3, 10, 14]);
  new Upsample(2).forward(ones([1, 1, 2, 2], { dtype: "uint8" })).dtype satisfies "uint8";
  const bilinear = new Upsample(2, { mode: "bilinear" });
  bilinear.forward(ones([1, 1, 2, 2], { dtype: "uint8" })).dtype satisfies "float32";
  const shuffle = new PixelShuffle(2);
  "PixelShuffle(2): the channels must be a multiple of 4; got [2, 3, 28, 28]" satisfies Sentence<
    typeof shuffle,
    [2, 3, 28, 28]
  >;
  // @ts-expect-error
  expect(() => shuffle.forward(images)).toThrow("the channels must be a multiple of 4");
  // @ts-expect-error
  expect(() => new Upsample(2).forward(ones([28, 28]))).toThrow("the input must be [N, C, H, W]");
  // @ts-expect-error
  expect(() => new Dropout2d().forward(ones([28]))).toThrow("the input must be [N, C, H, W]");
});

test("a sequence has the shape of its last layer", () => {
  const model = new Sequential(
    new Conv2d(1, 16, 5, { padding: 2 }),
    new BatchNorm2d(16),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(16, 32, 5, { padding: 2 }),
    new MaxPool2d(2),
    new Flatten(),
    new Affine(1568, 10),
  );
  is(model.forward(ones([2, 1, 28, 28])), [2, 10]);
  is(
    new Sequential(new Residual(new Affine(3, 5), new Affine(5, 3))).forward(ones([2, 3])),
    [2, 3],
  );
  is(model.layers[4].bias!.reshape([4, 8]), [4, 8]);
});

test("numbers known at run time are open", () => {
  const y = new Affine(run(4), run(3)).forward(ones([5, 4]));
  y.shape satisfies [5, number];
  expect(y.shape).toEqual([5, 3]);
  const z = new Conv2d(run(3), 8, run(3)).forward(images);
  z.shape satisfies [2, 8, number, number];
  expect(z.shape).toEqual([2, 8, 26, 26]);
  const plain = new Affine(4, 3).forward(ones([5, 4]) as Tensor);
  plain.shape satisfies readonly number[];
  expect(plain.shape).toEqual([5, 3]);
  const batch = rand([run(2), 784] as const);
  new Affine(784, 10).forward(batch).shape satisfies [number, 10];
});

test("layers are accepted where one of any size is", () => {
  const affine: Affine = new Affine(2, 3);
  const double: Affine = new Affine(2, 3, { dtype: "float64" });
  const conv: Conv2d = new Conv2d(1, 2, 3, { padding: 1 });
  const pool: MaxPool2d = new MaxPool2d(2, { stride: 1 });
  const signals: AveragePool1d = new AveragePool1d(2, { stride: 1 });
  const larger: Upsample = new Upsample(2);
  const norm: BatchNorm2d = new BatchNorm2d(4);
  const shaped: Layer[] = [affine, double, conv, pool, signals, larger, norm];
  const layers: Layer[] = [...shaped, new ReLU(), new Flatten()];
  const modules: Module[] = [...layers, new Sequential(affine, new ReLU())];
  const model: Sequential<readonly [Affine, ReLU]> = new Sequential(new Affine(2, 3), new ReLU());
  const written: Sequential<[Affine<2, 3>, ReLU]> = new Sequential(new Affine(2, 3), new ReLU());
  written.forward(ones([4, 2])).shape satisfies [4, 3];
  const plain: [Sequential, Residual] = [model, new Residual(new Affine(2, 2))];
  expect(plain[0].layers.length).toBe(2);
  const any = new Sequential(...modules);
  expect([model, written, any].map((one) => one.layers.length)).toEqual([2, 2, 10]);
});

class Net extends Module {
  forward(x: Tensor<[number, 3]>): Tensor<[number, 5]> {
    return x.matmul(ones([3, 5]));
  }
}

test("any module can be a link", () => {
  const model = new Sequential(new Affine(2, 3), new Net(), new Affine(5, 1));
  model.forward(ones([4, 2])).shape satisfies [number, 1];
  expect(model.forward(ones([4, 2])).shape).toEqual([4, 1]);
});

test("mistakes are sentences in types, and errors at run time", () => {
  const affine = new Affine(100, 10);
  "Affine(100, 10): the last length must be 100; got [5, 784]" satisfies Sentence<
    typeof affine,
    [5, 784]
  >;
  // @ts-expect-error
  expect(() => affine.forward(ones([5, 784]))).toThrow("Affine(100, 10): matmul: inner lengths");

  const conv = new Conv2d(3, 8, 3);
  "Conv2d(3, 8): the input must have 3 channels; got [2, 1, 28, 28]" satisfies Sentence<
    typeof conv,
    [2, 1, 28, 28]
  >;
  // @ts-expect-error
  expect(() => conv.forward(ones([2, 1, 28, 28]))).toThrow("the input must have 3 channels");
  "Conv2d(3, 8): the input must be [N, 3, height, width]; got [28, 28]" satisfies Sentence<
    typeof conv,
    [28, 28]
  >;
  // @ts-expect-error
  expect(() => conv.forward(ones([28, 28]))).toThrow("Conv2d(3, 8, 3): convolve");

  const norm = new BatchNorm2d(4);
  "BatchNorm2d(4): the input must have 4 channels; got [2, 3, 8, 8]" satisfies Sentence<
    typeof norm,
    [2, 3, 8, 8]
  >;
  // @ts-expect-error
  expect(() => norm.forward(images)).toThrow("the input must be [N, 4, H, W]");
  "BatchNorm2d(4): the input must have 4 axes; got [2, 4]" satisfies Sentence<typeof norm, [2, 4]>;

  const layerNorm = new LayerNorm([3, 4]);
  "LayerNorm: the last lengths must be [3, 4]; got [2, 4]" satisfies Sentence<
    typeof layerNorm,
    [2, 4]
  >;
  // @ts-expect-error
  expect(() => layerNorm.forward(ones([2, 4]))).toThrow(
    "the last lengths must be [3, 4]; got [2, 4]",
  );

  const residual = new Residual(new Affine(3, 5));
  "Residual: the layers must keep the shape; got [2, 5] of [2, 3]" satisfies Sentence<
    typeof residual,
    [2, 3]
  >;
  // @ts-expect-error
  expect(() => residual.forward(ones([2, 3]))).toThrow(
    "the layers must keep the shape; got [2, 5] of [2, 3]",
  );

  const transpose = new ConvTranspose1d(3, 8, 3);
  "ConvTranspose1d(3, 8): the input must have 3 channels; got [2, 1, 28]" satisfies Sentence<
    typeof transpose,
    [2, 1, 28]
  >;
  // @ts-expect-error
  expect(() => transpose.forward(ones([2, 1, 28]))).toThrow("the input must have 3 channels");

  // @ts-expect-error
  expect(() => new MaxPool1d(2).forward(ones([3, 28]))).toThrow("the input must be [N, C, L]");
  // @ts-expect-error
  expect(() => new MaxPool2d(2).forward(ones([28, 28]))).toThrow("the input must be [N, C, H, W]");
});

test("an option that does not exist is underlined", () => {
  // @ts-expect-error ShapeError<"there is no option strides">
  expect(() => new Conv2d(1, 2, 3, { padding: 1, strides: 2 })).toThrow("no option strides");
  // @ts-expect-error ShapeError<"there is no option strides">
  expect(() => new AveragePool1d(2, { strides: 2 })).toThrow("no option strides");
  // @ts-expect-error ShapeError<"there is no option strides">
  expect(() => new MaxPool2d(2, { padding: 1, strides: 2 })).toThrow("no option strides");
});

test("kernels and windows that do not fit", () => {
  const image = ones([1, 2, 5, 5]);
  const conv = new Conv2d(2, 3, [9, 1]);
  "Conv2d(2, 3): the kernel must fit into the input with its padding; got [1, 2, 5, 5] for kernel [9, 1]" satisfies Sentence<
    typeof conv,
    [1, 2, 5, 5]
  >;
  // @ts-expect-error
  expect(() => conv.forward(image)).toThrow(
    "the kernel must fit into the input with its padding; got [1, 2, 5, 5] for kernel [9, 1].",
  );
  // @ts-expect-error
  expect(() => new Conv1d(2, 3, 6).forward(ones([1, 2, 5]))).toThrow("kernel must fit");
  is(new Conv1d(2, 3, 5).forward(ones([0, 2, 5])), [0, 3, 1]);
  const pool = new AveragePool2d(9);
  "pooling: the window must fit into the input; got [1, 2, 5, 5] for window 9" satisfies Sentence<
    typeof pool,
    [1, 2, 5, 5]
  >;
  // @ts-expect-error
  expect(() => pool.forward(image)).toThrow(
    "the window must fit into the input; got [1, 2, 5, 5] for window 9.",
  );
  // @ts-expect-error
  expect(() => new MaxPool1d(6).forward(ones([1, 2, 5]))).toThrow("window must fit");
  is(new MaxPool2d(5).forward(image), [1, 2, 1, 1]);
  const transpose = new ConvTranspose2d(2, 3, 2, { padding: 3 });
  "ConvTranspose2d(2, 3): the padding must leave something of the output; got [1, 2, 5, 5] for padding 3" satisfies Sentence<
    typeof transpose,
    [1, 2, 5, 5]
  >;
  // @ts-expect-error
  expect(() => transpose.forward(image)).toThrow(
    "the padding must leave something of the output; got [1, 2, 5, 5] for padding 3.",
  );
});

test("options that do not fit each other", () => {
  // @ts-expect-error Conv2d: the groups must divide the channels; got 2 groups of 2 input and 3 output channels
  expect(() => new Conv2d(2, 3, 3, { groups: 2 })).toThrow(
    "Conv2d: the groups must divide the channels; got 2 groups of 2 input and 3 output channels.",
  );
  // @ts-expect-error ConvTranspose1d: the groups must divide the channels; got 2 groups of 3 input and 2 output channels
  expect(() => new ConvTranspose1d(3, 2, 3, { groups: 2 })).toThrow("groups must divide");
  // @ts-expect-error Conv2d: padding "same" needs a stride of 1; got [1, 2]
  expect(() => new Conv2d(2, 4, 3, { padding: "same", stride: [1, 2] })).toThrow(
    'Conv2d: padding "same" needs a stride of 1; got [1, 2].',
  );
  // @ts-expect-error MaxPool2d: the padding must be at most half the window; got padding [1, 2] of window 3
  expect(() => new MaxPool2d(3, { padding: [1, 2] })).toThrow(
    "MaxPool2d: the padding must be at most half the window; got padding [1, 2] of window 3.",
  );
  // @ts-expect-error AveragePool1d: the padding must be at most half the window; got padding 2 of window 3
  expect(() => new AveragePool1d(3, { padding: 2 })).toThrow("at most half the window");
  // @ts-expect-error ConvTranspose2d: the output padding must be less than the stride or the dilation; got [1, 2]
  expect(() => new ConvTranspose2d(2, 3, 2, { stride: 2, outputPadding: [1, 2] })).toThrow(
    "ConvTranspose2d: the output padding must be less than the stride or the dilation; got [1, 2].",
  );
  const fitting = [
    new Conv2d(4, 6, 3, { groups: 2, padding: "same", stride: [1, 1] }),
    new Conv2d(run(2), run(3), 3, { groups: 1 }),
    new Conv1d(2, 2, 3, { groups: run(2), padding: "same", stride: run(1) }),
    new MaxPool2d(4, { padding: 2 }),
    new MaxPool2d([2, 5], { padding: [1, 2] }),
    new MaxPool2d(run(4), { padding: run(2) }),
    new ConvTranspose2d(2, 3, 2, { stride: [2, 1], outputPadding: [1, 0] }),
    new ConvTranspose2d(2, 3, 2, { dilation: 3, outputPadding: 2 }),
    new ConvTranspose2d(2, 3, 2, { stride: run(2), outputPadding: 1 }),
  ];
  expect(fitting).toHaveLength(9);
  const flatten = new Flatten(2, 1);
  "flatten: the start axis must not come after the end axis; got 2 and 1 of [2, 3, 4]" satisfies Sentence<
    typeof flatten,
    [2, 3, 4]
  >;
  // @ts-expect-error
  expect(() => flatten.forward(ones([2, 3, 4]))).toThrow(
    "flatten: the start axis must not come after the end axis; got 2 and 1 of [2, 3, 4].",
  );
});

test("a sequence is checked link by link", () => {
  const last = new Affine(100, 10);
  // Of what a layer gives before it knows an input, only the end is known.
  "Affine(100, 10): the last length must be 100; got [..., 128]" satisfies Sentence<
    typeof last,
    readonly [...number[], 128]
  >;
  const model = new Sequential(
    new Flatten(),
    new Affine(784, 128),
    new ReLU(),
    // @ts-expect-error ShapeError<"Affine(100, 10): the last length must be 100; got [..., 128]">
    new Affine(100, 10),
  );
  // @ts-expect-error ShapeError<"Affine(100, 10): the last length must be 100; got [2, 128]">
  expect(() => model.forward(ones([2, 784]))).toThrow("Sequential[3] Affine(100, 10)");
  // The sizes of images are followed, too, from where they are known.
  const cnn = new Sequential(
    new Conv2d(1, 4, 3),
    new MaxPool2d(2),
    new Flatten(),
    new Affine(677, 10),
  );
  // @ts-expect-error ShapeError<"Affine(677, 10): the last length must be 677; got [2, 676]">
  expect(() => cnn.forward(ones([2, 1, 28, 28]))).toThrow("Sequential[3] Affine(677, 10)");
});

test("the notebooks' mistakes: a gamma of [C, C], a batch of one", () => {
  const norm = new BatchNorm1d(3);
  // @ts-expect-error assign: the shape must stay [3]; got [3, 3]
  expect(() => norm.weight!.assign(ones([3, 3]))).toThrow(
    "assign: the shape must stay [3]; got [3, 3] for weight.",
  );
  expect(() => norm.forward(ones([1, 3]))).toThrow(
    "training needs more than one value for each channel; got [1, 3].",
  );
});

test("options that change lengths", () => {
  is(new Conv2d(1, 2, 3, { padding: "valid" }).forward(ones([1, 1, 6, 5])), [1, 2, 4, 3]);
  is(
    new Conv2d(1, 2, 3, { padding: 1, paddingMode: "reflect" }).forward(ones([1, 1, 6, 5])),
    [1, 2, 6, 5],
  );
  is(new Flatten(1, 2).forward(ones([2, 3, 4, 5])), [2, 12, 5]);
  is(new AdaptiveMaxPool2d([2, 3]).forward(ones([1, 2, 5, 5])), [1, 2, 2, 3]);
  is(new PReLU(3).forward(ones([2, 3])), [2, 3]);
  expect(() => new PReLU(3).forward(ones([2, 4]))).toThrow(
    "PReLU(3): prelu: shapes must broadcast; got [2, 4] and [3].",
  );
  expect(() => new Embedding(3, 2, { paddingIndex: 3 })).toThrow(
    "Embedding: paddingIndex must be an integer from -3 to 2; got 3.",
  );
  expect(() => new Embedding(3, 2, { paddingIndex: 0.5 })).toThrow(
    "Embedding: paddingIndex must be an integer from -3 to 2; got 0.5.",
  );
  expect(() => new Conv2d(1, 1, 3, { paddingMode: "mirror" as "reflect" })).toThrow(
    'Conv2d: paddingMode must be "zeros", "reflect", "replicate" or "circular"; got "mirror".',
  );
});
