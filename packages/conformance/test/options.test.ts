import { checkGradients, gradient, gradients, jacobian, vjp } from "@chainrule/autograd";
import {
  cutout,
  Dataset,
  elasticDistortion,
  gridSample,
  normalize,
  parseIdx,
  parseNpy,
  parseSafetensors,
  randomAffine,
  randomErasing,
  randomHorizontalFlip,
  writeSafetensors,
} from "@chainrule/data";
import * as layers from "@chainrule/layers";
import * as losses from "@chainrule/losses";
import * as optimizers from "@chainrule/optimizers";
import {
  concatenate,
  convolve,
  Parameter,
  primitive,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import {
  bincount,
  dropout,
  gelu,
  hardSigmoid,
  median,
  norm,
  pad,
  quantile,
  scaledDotProductAttention,
  searchSorted,
  selu,
  softplus,
} from "@chainrule/tensor/functional";
import { expect, test } from "vitest";

/** An object with tensors in it, but no list or record of them. */
class ObjectOfTensors {
  readonly x = tensor([1]);
}

/** What a program without types may give in place of options. */
function untyped(options: unknown): never {
  return options as never;
}

const typo = untyped({ typo: 1 });
const parameter = new Parameter([1, 2]);
const examples = new Dataset({ y: Int32Array.of(1, 2, 3) });
const x = tensor([[0.25, 0.5]]);

test.each<[name: string, known: string, made: () => unknown]>([
  ["zeros", "dtype", () => zeros([1], typo)],
  ["tensor", "dtype", () => tensor([1], typo)],
  ["randn", "dtype, generator", () => randn([1], typo)],
  ["randint", "dtype, generator", () => randint(0, 2, [1], typo)],
  ["reduction", "keepDims", () => x.sum(0, typo)],
  ["reduction", "keepDims", () => x.argmax(0, typo)],
  ["variance", "correction, keepDims", () => x.variance(0, typo)],
  ["std", "correction, keepDims", () => x.std(0, typo)],
  ["norm", "order, keepDims", () => norm(x, 0, typo)],
  [
    "pad",
    "value, mode",
    () =>
      x.pad(
        [
          [0, 0],
          [1, 1],
        ],
        typo,
      ),
  ],
  [
    "pad",
    "value, mode",
    () =>
      pad(
        x,
        [
          [0, 0],
          [1, 1],
        ],
        typo,
      ),
  ],
  ["sort", "descending", () => x.sort(0, typo)],
  ["argsort", "descending", () => x.argsort(0, typo)],
  ["topK", "largest", () => x.topK(1, 1, typo)],
  ["quantile", "keepDims, interpolation", () => quantile(x, 0.5, 0, typo)],
  ["median", "keepDims, interpolation", () => median(x, 0, typo)],
  ["searchSorted", "side", () => searchSorted([1], x, typo)],
  ["bincount", "weights", () => bincount([1], 2, typo)],
  ["cumsum", "exclusive, reverse", () => x.cumsum(0, typo)],
  ["cumprod", "exclusive, reverse", () => x.cumprod(0, typo)],
  ["windows", "axes, sizes, strides, dilations.", () => x.windows(typo)],
  ["fold", "axes, sizes, strides, dilations", () => x.fold(typo)],
  [
    "convolve",
    "strides, padding, inputDilation, kernelDilation",
    () => convolve(untyped(x), untyped(x), typo),
  ],
  ["selu", "alpha, scale", () => x.selu(typo)],
  ["selu", "alpha, scale", () => selu(x, typo)],
  ["gelu", "approximate", () => x.gelu(typo)],
  ["gelu", "approximate", () => gelu(x, typo)],
  ["softplus", "beta, threshold", () => x.softplus(typo)],
  ["softplus", "beta, threshold", () => softplus(x, typo)],
  ["hardSigmoid", "slope, offset", () => x.hardSigmoid(typo)],
  ["hardSigmoid", "slope, offset", () => hardSigmoid(x, typo)],
  ["dropout", "generator", () => dropout(x, 0.5, typo)],
  [
    "scaledDotProductAttention",
    "mask, causal, scale, dropout",
    () => scaledDotProductAttention(x, x, x, typo),
  ],
  ["gradients", "seed, allowUnused", () => gradients(x.sum(), x, typo)],
  ["jacobian", "argnums, allowUnused", () => jacobian((y) => y, typo)],
  ["backward", "allowUnused", () => vjp((y: Tensor) => y, x)[1](x, typo)],
  ["gradient", "argnums, allowUnused", () => gradient((v) => v.sum(), typo)([1])],
  ["checkGradients", "order, step, tolerance, samples", () => checkGradients((v) => v, [1], typo)],
  ["Affine", "bias, initializer, biasInitializer, generator", () => new layers.Affine(1, 1, typo)],
  ["Conv1d", "stride, padding, paddingMode", () => new layers.Conv1d(1, 1, 1, typo)],
  ["Conv2d", "stride, padding, paddingMode", () => new layers.Conv2d(1, 1, 1, typo)],
  ["Conv3d", "stride, padding, paddingMode", () => new layers.Conv3d(1, 1, 1, typo)],
  ["ConvTranspose3d", "stride, padding", () => new layers.ConvTranspose3d(1, 1, 1, typo)],
  ["MaxPool3d", "stride, padding, dilation", () => new layers.MaxPool3d(2, typo)],
  ["AveragePool3d", "stride, padding, ceilMode", () => new layers.AveragePool3d(2, typo)],
  ["ConvTranspose2d", "stride, padding", () => new layers.ConvTranspose2d(1, 1, 1, typo)],
  ["ConvTranspose1d", "stride, padding", () => new layers.ConvTranspose1d(1, 1, 1, typo)],
  ["MaxPool1d", "stride, padding, dilation", () => new layers.MaxPool1d(2, typo)],
  ["AveragePool1d", "stride, padding, ceilMode", () => new layers.AveragePool1d(2, typo)],
  ["MaxPool2d", "stride, padding, dilation", () => new layers.MaxPool2d(2, typo)],
  ["AveragePool2d", "stride, padding, ceilMode", () => new layers.AveragePool2d(2, typo)],
  ["BatchNorm1d", "eps, momentum, affine", () => new layers.BatchNorm1d(2, typo)],
  ["GroupNorm", "eps, affine, dtype", () => new layers.GroupNorm(1, 2, typo)],
  ["LayerNorm", "eps, affine, bias, dtype", () => new layers.LayerNorm(2, typo)],
  ["Dropout", "generator", () => new layers.Dropout(0.5, typo)],
  ["Dropout3d", "generator", () => new layers.Dropout3d(0.5, typo)],
  ["Dropout2d", "generator", () => new layers.Dropout2d(0.5, typo)],
  ["RMSNorm", "eps, affine, dtype", () => new layers.RMSNorm(2, typo)],
  ["Upsample", "mode", () => new layers.Upsample(2, typo)],
  ["Embedding", "initializer, generator", () => new layers.Embedding(2, 2, typo)],
  [
    "MultiheadAttention",
    "bias, dropout, initializer, generator",
    () => new layers.MultiheadAttention(2, 1, typo),
  ],
  ["forward", "mask, causal", () => new layers.MultiheadAttention(2, 1).forward(x, x, x, typo)],
  ["RNN", "bias, initializer, recurrentInitializer", () => new layers.RNN(2, 1, typo)],
  ["LSTM", "bias, initializer, recurrentInitializer", () => new layers.LSTM(2, 1, typo)],
  ["GRU", "bias, initializer, recurrentInitializer", () => new layers.GRU(2, 1, typo)],
  ["RNNCell", "bias, initializer, recurrentInitializer", () => new layers.RNNCell(2, 1, typo)],
  ["LSTMCell", "bias, initializer, recurrentInitializer", () => new layers.LSTMCell(2, 1, typo)],
  ["GRUCell", "bias, initializer, recurrentInitializer", () => new layers.GRUCell(2, 1, typo)],
  ["PReLU", "initial, dtype", () => new layers.PReLU(1, typo)],
  ["GELU", "approximate", () => new layers.GELU(typo)],
  ["Softplus", "beta, threshold", () => new layers.Softplus(typo)],
  ["heNormal", "mode, negativeSlope, generator", () => layers.heNormal(typo)],
  ["xavierUniform", "gain, generator", () => layers.xavierUniform(typo)],
  [
    "softmaxCrossEntropy",
    "axis, classWeights",
    () => losses.softmaxCrossEntropy(x, untyped([1]), typo),
  ],
  ["sigmoidCrossEntropy", "weights, positiveW", () => losses.sigmoidCrossEntropy(x, x, typo)],
  ["meanSquaredError", "reduction", () => losses.meanSquaredError(x, x, typo)],
  ["klDivergence", "logTargets, reduction", () => losses.klDivergence(x, x, typo)],
  ["huber", "delta, reduction", () => losses.huber(x, x, typo)],
  ["SGD", "learningRate, momentum, dampening", () => new optimizers.SGD(typo)],
  ["Nesterov", "learningRate, momentum", () => new optimizers.Nesterov(typo)],
  ["Adam", "learningRate, betas, eps", () => new optimizers.Adam(typo)],
  ["AdamW", "learningRate, betas, eps", () => new optimizers.AdamW(typo)],
  ["NAdam", "learningRate, betas, eps", () => new optimizers.NAdam(typo)],
  ["Lion", "learningRate, betas, weightDecay", () => new optimizers.Lion(typo)],
  ["LAMB", "learningRate, betas, eps", () => new optimizers.LAMB(typo)],
  ["RAdam", "learningRate, betas, eps", () => new optimizers.RAdam(typo)],
  [
    "Adam",
    "learningRate, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay, parameters",
    () => new optimizers.Adam({ groups: [untyped({ parameters: [parameter], typo: 1 })] }),
  ],
  ["SGD", "learningRate", () => new optimizers.SGD().update([parameter], [[1, 2]], typo)],
  [
    "lbfgs",
    "steps, historySize, gradientTolerance",
    () => optimizers.lbfgs([], () => [x, []], typo),
  ],
  ["WeightAverage", "decay, warmUp", () => new optimizers.WeightAverage([parameter], typo)],
  ["Plateau", "factor, patience", () => new optimizers.Plateau(1, typo)],
  ["cosineDecay", "steps, minimum", () => optimizers.cosineDecay(1, typo)],
  ["cyclic", "rise, fall, factor, decay", () => optimizers.cyclic(1, 2, typo)],
  [
    "findLearningRate",
    "weights, optimizer, from, to, steps, smoothing, divergence",
    () => optimizers.findLearningRate(() => 1, typo),
  ],
  ["oneCycle", "steps, rise, linear, threePhases, div", () => optimizers.oneCycle(1, typo)],
  ["batches", "seed, shuffle, weights, dropLast, epoch", () => examples.batches(2, typo)],
  ["split", "seed", () => examples.split([3], typo)],
  ["normalize", "mean, std, axis", () => normalize(x, typo)],
  ["gridSample", "fill", () => gridSample(x, x, typo)],
  [
    "randomAffine",
    "degrees, translate, scale, shear, fill, generator",
    () => randomAffine(x, typo),
  ],
  ["elasticDistortion", "alpha, sigma, fill, generator", () => elasticDistortion(x, typo)],
  ["randomErasing", "probability, scale, ratio, value, generator", () => randomErasing(x, typo)],
  ["cutout", "value, generator", () => cutout(x, 1, typo)],
  ["randomHorizontalFlip", "probability, generator", () => randomHorizontalFlip(x, typo)],
  ["parseIdx", "name, axes", () => parseIdx(new Uint8Array(4), typo)],
  ["parseNpy", "name", () => parseNpy(new Uint8Array(4), typo)],
  ["parseSafetensors", "name", () => parseSafetensors(new Uint8Array(4), typo)],
  ["writeSafetensors", "metadata", () => writeSafetensors({}, typo)],
])("%s names an option that it does not have, and those it has: %s", (name, known, made) => {
  expect(made).toThrow(`${name}: there is no option typo, only ${known}`);
});

test.each<[sentence: string, made: () => unknown]>([
  [
    "SGD: options are learningRate, momentum, dampening, weightDecay, nesterov, maximize, groups; got 0.1.",
    () => new optimizers.SGD(untyped(0.1)),
  ],
  ["reduction: options are keepDims; got true.", () => x.sum(0, untyped(true))],
  ["zeros: options are dtype; got a string.", () => zeros([2], untyped("int32"))],
  [
    "windows: options are axes, sizes, strides, dilations; got undefined.",
    () => (x as unknown as { windows: () => unknown }).windows(),
  ],
  [
    "cosineDecay: options are steps, minimum; got undefined.",
    () => optimizers.cosineDecay(1, untyped(undefined)),
  ],
  [
    "a parameter: there is no option trainable, only name.",
    () => new Parameter([1], untyped({ trainable: false })),
  ],
  ["normalize: there is no option p, only order, eps.", () => x.normalize(0, untyped({ p: 1 }))],
  [
    "leakyRelu: needs a tensor, numbers or booleans; got Object.",
    () => x.leakyRelu(untyped({ negativeSlope: 0.2 })),
  ],
  [
    "Conv2d: the number of channels must be an integer from 1; got {",
    () => new layers.Conv2d(untyped({ in: 1 }), 2, 3),
  ],
  ["pad: needs [low, high] for each axis; got 2 for [1, 2].", () => x.pad(untyped([1, 1]))],
  [
    "windows: needs an array; got 2.",
    () => x.windows(untyped({ axes: [0], sizes: [1], strides: 2 })),
  ],
  ["concatenate: needs an array; got Tensor.", () => concatenate(untyped(x), untyped(x))],
  ...[undefined, 3, new Map([["x", x]]), new layers.ReLU(), new ObjectOfTensors()].map(
    (targets, i): [string, () => unknown] => [
      `gradients: needs an array; got ${["undefined", "3", "Map", "ReLU", "ObjectOfTensors"][i]}.`,
      () => gradients(x.sum(), untyped(targets)),
    ],
  ),
  [
    "Adam: options are learningRate, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay, groups; got Array.",
    () => new optimizers.Adam(untyped([new Parameter([1])])),
  ],
  ...["Adam", "SGD"].map((name): [string, () => unknown] => [
    `${name}: options are learningRate, `,
    () =>
      Reflect.construct(Reflect.get(optimizers, name) as new () => unknown, [
        [new Parameter([1])],
        { learningRate: 0.1 },
      ]),
  ]),
  [
    "sum: axis must be one of the input's; got axis Object of [1, 2].",
    () => x.sum(untyped({ dim: 1 })),
  ],
  [
    "Adam: needs an array; got ReLU.",
    () => {
      new optimizers.Adam().update(untyped(new layers.ReLU()), []);
    },
  ],
  [
    "Adam: needs an array; got Tensor.",
    () => {
      new optimizers.Adam().update([new Parameter([1])], untyped(x));
    },
  ],
  [
    "Sequential: layer 0 must be a module; got Array.",
    () => Reflect.construct(layers.Sequential, [[new layers.ReLU()]]),
  ],
  [
    "Sequential: layer 1 must be a module; got a function.",
    () => Reflect.construct(layers.Sequential, [new layers.ReLU(), () => x]),
  ],
  ["idx: needs a Uint8Array; got ArrayBuffer.", () => parseIdx(untyped(new ArrayBuffer(8)))],
  [
    "Affine: lengths must be integers from 0 to 2³¹ − 1; got [-1, 2].",
    () => new layers.Affine(-1, 2),
  ],
  [
    "BatchNorm1d: the number of channels must be an integer from 1; got -1.",
    () => new layers.BatchNorm1d(-1),
  ],
  [
    "argsort: the count must be an integer from 0 to 2; got 5.",
    () => primitive("argsort", [x], { axis: 1, count: 5, descending: false }),
  ],
  [
    "LayerNorm: options are eps, affine, bias, dtype; got null.",
    () => new layers.LayerNorm(2, untyped(null)),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});

test("an option may be there and undefined", () => {
  expect(new layers.Affine(1, 2, untyped({ bias: undefined })).bias?.shape).toEqual([2]);
  expect(x.sum(0, untyped({ keepDims: undefined })).shape).toEqual([2]);
});
