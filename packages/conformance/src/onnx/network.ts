import { AveragePool2d, BatchNorm2d, GroupNorm, LayerNorm, MaxPool2d } from "@chainrule/layers";
import { negativeLogLikelihood, softmaxCrossEntropy } from "@chainrule/losses";
import { arange, convolve, einsum, type Tensor } from "@chainrule/tensor";
import type { Call, Operators } from "./call.ts";
import { Excluded } from "./model.ts";

type Side = [low: number, high: number];

const filled = (length: number, value: number): number[] => Array.from({ length }, () => value);

/** Where windows of `kernel` lie: sizes, strides, dilations, and what the input grows by. */
interface Geometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly Side[];
}

function geometry(call: Call, x: Tensor, given?: readonly number[]): Geometry {
  const kernel = given ?? call.list("kernel_shape")!;
  const n = kernel.length;
  const strides = call.list("strides") ?? filled(n, 1);
  const dilations = call.list("dilations") ?? filled(n, 1);
  const list = call.list("pads") ?? filled(2 * n, 0);
  const auto = call.text("auto_pad", "NOTSET");
  const pads = kernel.map((size, i): Side => {
    if (auto === "NOTSET") return [list[i]!, list[i + n]!];
    if (auto === "VALID") return [0, 0];
    const length = x.shape[i + 2]!;
    const count = Math.ceil(length / strides[i]!);
    const total = Math.max(0, (count - 1) * strides[i]! + dilations[i]! * (size - 1) + 1 - length);
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return auto === "SAME_UPPER" ? [less, more] : [more, less];
  });
  return { kernel, strides, dilations, pads };
}

function biased(y: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? y : y.add(bias.reshape([-1, ...filled(y.ndim - 2, 1)]));
}

/** What a pooling layer of the library takes, or nothing where it has no word for the geometry. */
function options(call: Call, { kernel, strides, pads }: Geometry): object | null {
  const symmetric = pads.every(([low, high], i) => low === high && low <= kernel[i]! / 2);
  if (kernel.length !== 2 || !symmetric) return null;
  return {
    stride: strides,
    padding: pads.map(([low]) => low),
    ceilMode: call.number("ceil_mode", 0) === 1,
  };
}

/** The windows of the spatial axes, with `value` around; in the last windows of `ceil_mode` too. */
function windowsOf(
  call: Call,
  x: Tensor,
  { kernel, strides, dilations, pads }: Geometry,
  value: number,
): Tensor {
  const grown = pads.map(([low, high], i): Side => {
    if (call.number("ceil_mode", 0) === 0) return [low, high];
    const covered = dilations[i]! * (kernel[i]! - 1) + 1;
    const rest = (x.shape[i + 2]! + low + high - covered) % strides[i]!;
    return [low, high + (rest === 0 ? 0 : strides[i]! - rest)];
  });
  const axes = kernel.map((_, i) => i + 2);
  return x
    .pad([[0, 0], [0, 0], ...grown], { value })
    .windows({ axes, sizes: kernel, strides, dilations });
}

/** The last axes as one. */
function joined(x: Tensor, count: number): Tensor {
  return x.flatten(x.ndim - count);
}

function maxPool(call: Call): Tensor | Tensor[] {
  const x = call.x();
  const g = geometry(call, x);
  const given = options(call, g);
  if (given !== null && call.outputs === 1) {
    return new MaxPool2d(g.kernel as [number, number], {
      ...given,
      dilation: g.dilations as [number, number],
    }).forward(x);
  }
  const lowest = x.dtype === "uint8" ? 0 : -Infinity;
  const seen = joined(windowsOf(call, x, g, lowest), g.kernel.length);
  const values = seen.max(-1);
  if (call.outputs === 1) return values;
  const spatial = x.shape.slice(2);
  const size = spatial.reduce((a, b) => a * b, 1);
  const order = [...spatial.keys()];
  const column = call.number("storage_order", 0) === 1;
  const numbers = arange(size, { dtype: "int32" });
  const one = column
    ? numbers.reshape(spatial.toReversed()).permute(order.toReversed())
    : numbers.reshape(spatial);
  const channels = arange(x.shape[0]! * x.shape[1]!, { dtype: "int32" })
    .mul(size)
    .reshape([x.shape[0]!, x.shape[1]!, ...order.map(() => 1)]);
  const places = joined(windowsOf(call, one.add(channels), g, -1), g.kernel.length);
  return [values, places.gather(seen.argmax(-1).unsqueeze(-1), -1).squeeze(-1)];
}

function averagePool(call: Call): Tensor {
  const x = call.x();
  const g = geometry(call, x);
  const countIncludePad = call.number("count_include_pad", 0) === 1;
  const given = options(call, g);
  if (given !== null) {
    return new AveragePool2d(g.kernel as [number, number], { ...given, countIncludePad }).forward(
      x,
    );
  }
  const n = g.kernel.length;
  const sum = joined(windowsOf(call, x, g, 0), n).sum(-1);
  const ones = x.mul(0).add(1);
  const counts = joined(windowsOf(call, ones, g, countIncludePad ? 1 : 0), n).sum(-1);
  return sum.div(counts);
}

function convolutionTranspose(call: Call): Tensor {
  const [x, weight] = [call.x(0), call.x(1)];
  const [inputs, perGroup, ...kernel] = weight.shape as [number, number, ...number[]];
  const n = kernel.length;
  const groups = call.number("group", 1);
  const strides = call.list("strides") ?? filled(n, 1);
  const dilations = call.list("dilations") ?? filled(n, 1);
  const extra = call.list("output_padding") ?? filled(n, 0);
  const list = call.list("pads") ?? filled(2 * n, 0);
  const auto = call.text("auto_pad", "NOTSET");
  const wanted =
    call.list("output_shape")?.slice(-n) ??
    (auto.startsWith("SAME") ? strides.map((stride, i) => stride * x.shape[i + 2]!) : undefined);
  const padding = kernel.map((size, i): Side => {
    const covered = dilations[i]! * (size - 1);
    const full = (x.shape[i + 2]! - 1) * strides[i]! + extra[i]! + covered + 1;
    const total = wanted === undefined ? list[i]! + list[i + n]! : full - wanted[i]!;
    const low =
      wanted === undefined
        ? list[i]!
        : auto === "SAME_UPPER"
          ? Math.floor(total / 2)
          : Math.ceil(total / 2);
    return [covered - low, covered - (total - low) + extra[i]!];
  });
  const turned = weight
    .reshape([groups, inputs / groups, perGroup, ...kernel])
    .permute([0, 2, 1, ...kernel.map((_, i) => i + 3)])
    .reshape([groups * perGroup, inputs / groups, ...kernel]);
  const y = convolve(x, turned, {
    inputDilation: strides,
    kernelDilation: dilations,
    padding,
    groups,
    flip: true,
  });
  return biased(y, call.maybe(2));
}

function batchNormalization(call: Call): Tensor | Tensor[] {
  const [x, weight, bias, mean, variance] = call.all as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const [channels, eps] = [x.shape[1]!, call.number("epsilon", 1e-5)];
  const training = call.number("training_mode", 0) === 1;
  // The layer has two spatial axes; of others the last are joined, which changes nothing.
  const shape = [x.shape[0]!, channels, x.shape[2] ?? 1, -1];
  const layer = new BatchNorm2d(channels, { eps, momentum: 1 - call.number("momentum", 0.9) });
  layer.weight!.assign(weight);
  layer.bias!.assign(bias);
  layer.runningMean!.assign(mean);
  layer.runningVariance!.assign(variance);
  layer.train(training);
  const y = layer.forward(x.reshape(shape) as Tensor).reshape(x.shape);
  if (!training) return y;
  // The library keeps the unbiased variance, as PyTorch; ONNX the biased one.
  const axes = [...x.shape.keys()].filter((axis) => axis !== 1);
  const keep = call.number("momentum", 0.9);
  const moved = variance.mul(keep).add(x.variance(axes).mul(1 - keep));
  return [y, layer.runningMean!, moved];
}

function dropout(call: Call): Tensor | Tensor[] {
  const ratio = call.maybe(1)?.item() ?? call.number("ratio", 0.5);
  const training = Boolean(call.maybe(2)?.item() ?? false);
  if (training && ratio > 0) throw new Excluded("random numbers");
  const x = call.x();
  const all = x.equal(x).or(true);
  return call.outputs === 1 ? x : [x, all];
}

/** The options of ONNX's losses of classes, in the library's words. */
function lossOptions(call: Call): object {
  const weights = call.maybe(2);
  return {
    reduction: call.text("reduction", "mean"),
    ...(call.has("ignore_index") && { ignoreIndex: call.number("ignore_index", 0) }),
    ...(weights && { classWeights: weights }),
  };
}

export const network: Operators = {
  Conv: (call) => {
    const [x, weight] = [call.x(0), call.x(1)];
    const { strides, dilations, pads } = geometry(call, x, weight.shape.slice(2));
    const groups = call.number("group", 1);
    const y = convolve(x, weight, { strides, padding: pads, kernelDilation: dilations, groups });
    return biased(y, call.maybe(2));
  },
  ConvTranspose: convolutionTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (call) =>
    call.x().mean([...call.x().shape.keys()].slice(2), { keepDims: true }),
  GlobalMaxPool: (call) => call.x().max([...call.x().shape.keys()].slice(2), { keepDims: true }),
  BatchNormalization: batchNormalization,
  InstanceNormalization: (call) => {
    const [x, weight, bias] = [call.x(0), call.x(1), call.x(2)];
    const layer = new GroupNorm(x.shape[1]!, x.shape[1]!, { eps: call.number("epsilon", 1e-5) });
    layer.weight!.assign(weight);
    layer.bias!.assign(bias);
    return layer.forward(x);
  },
  LayerNormalization: (call) => {
    const [x, weight] = [call.x(0), call.x(1)];
    const axis = call.number("axis", -1);
    const from = axis < 0 ? axis + x.ndim : axis;
    const eps = call.number("epsilon", 1e-5);
    const layer = new LayerNorm(x.shape.slice(from), { eps });
    layer.weight!.assign(weight);
    if (call.maybe(2) !== undefined) layer.bias!.assign(call.x(2));
    const axes = [...x.shape.keys()].slice(from);
    const mean = x.mean(axes, { keepDims: true });
    const variance = x.variance(axes, { keepDims: true });
    return [layer.forward(x), mean, variance.add(eps).rsqrt()].slice(0, call.outputs);
  },
  LRN: (call) => {
    const x = call.x();
    const size = call.number("size", 1);
    const [low, high] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
    const squares = x.square().pad([
      [0, 0],
      [low, high],
      [0, 0],
      [0, 0],
    ]);
    const sum = squares.windows({ axes: [1], sizes: [size] }).sum(-1);
    const scaled = sum.mul(call.number("alpha", 1e-4) / size).add(call.number("bias", 1));
    return x.div(scaled.pow(call.number("beta", 0.75)));
  },
  Dropout: dropout,
  MatMul: (call) => call.x(0).matmul(call.x(1)),
  Gemm: (call) => {
    const [a, b] = [call.x(0), call.x(1)];
    const left = call.number("transA", 0) === 1 ? a.transpose() : a;
    const right = call.number("transB", 0) === 1 ? b.transpose() : b;
    const product = left.matmul(right).mul(call.number("alpha", 1));
    const c = call.maybe(2);
    return c === undefined ? product : product.add(c.mul(call.number("beta", 1)));
  },
  Einsum: (call) => einsum(call.text("equation", ""), ...call.all),
  NegativeLogLikelihoodLoss: (call) =>
    negativeLogLikelihood(call.x(0), call.x(1), lossOptions(call)),
  SoftmaxCrossEntropyLoss: (call) => {
    const loss = softmaxCrossEntropy(call.x(0), call.x(1), lossOptions(call));
    return call.outputs === 1 ? loss : [loss, call.x(0).logSoftmax(1)];
  },
};
