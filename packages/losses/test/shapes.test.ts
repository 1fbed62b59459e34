import { ones, Parameter, type Shape, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  binaryCrossEntropy,
  cosineEmbedding,
  ctcLoss,
  gaussianNegativeLogLikelihood,
  hinge,
  huber,
  klDivergence,
  l2Penalty,
  marginRanking,
  type LossOptions,
  meanAbsoluteError,
  meanSquaredError,
  multiClassHinge,
  negativeLogLikelihood,
  sigmoidCrossEntropy,
  smoothL1,
  softmaxCrossEntropy,
  tripletMargin,
} from "../src/index.ts";

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

const none = { reduction: "none" } as const;
const int32 = { dtype: "int32" } as const;
const x = ones([4, 3]);
const image = ones([2, 3, 5, 5]);

test("reduced losses are scalars, others have the shape of what they are losses of", () => {
  is(softmaxCrossEntropy(x, [0, 1, 2, 0]), []);
  is(softmaxCrossEntropy(x, [0, 1, 2, 0], { reduction: "sum" }), []);
  is(softmaxCrossEntropy(x, [0, 1, 2, 0], none), [4]);
  is(softmaxCrossEntropy(x, x, none), [4]);
  is(softmaxCrossEntropy(ones([3]), 2, none), []);
  is(softmaxCrossEntropy(image, ones([2, 5, 5], int32), none), [2, 5, 5]);
  is(softmaxCrossEntropy(ones([2, 5, 3]), ones([2, 5], int32), { ...none, axis: -1 }), [2, 5]);
  is(negativeLogLikelihood(x, [0, 1, 2, 0], none), [4]);
  is(multiClassHinge(x, [0, 1, 2, 0], none), [4]);
  is(meanSquaredError(x, x), []);
  is(meanSquaredError(x, 0, none), [4, 3]);
  is(meanAbsoluteError([[1, 2]], [[0, 0]], none), [1, 2]);
  is(sigmoidCrossEntropy(x, x, none), [4, 3]);
  is(huber(x, x, { ...none, delta: 2 }), [4, 3]);
  is(hinge(x, x, none), [4, 3]);
  is(klDivergence(x, x, none), [4, 3]);
  is(klDivergence(x, x, { reduction: "batchMean" }), []);
  is(l2Penalty([new Parameter([1])], 1), []);
});

test("dtypes", () => {
  const double = tensor([[1, 2]], { dtype: "float64" });
  softmaxCrossEntropy(double, [1]).dtype satisfies "float64";
  meanSquaredError([[1, 2]], double).dtype satisfies "float64";
  meanSquaredError(tensor([1, 2], int32), [1, 2]).dtype satisfies "float32";
  expect(meanSquaredError([[1, 2]], double).dtype).toBe("float64");
});

test("what is known at run time is open", () => {
  const plain: Tensor = x;
  const labels: number[] = [0, 1, 2, 0];
  softmaxCrossEntropy(plain, labels).shape satisfies [];
  softmaxCrossEntropy(plain, plain, none).shape satisfies Shape;
  softmaxCrossEntropy(x, labels, none).shape satisfies [4];
  const options: LossOptions = { reduction: "none" };
  const y = meanSquaredError(x, plain, options);
  y.shape satisfies [4, 3] | [];
  expect(y.shape).toEqual([4, 3]);
});

test("mistakes are sentences in types", () => {
  // @ts-expect-error labels must be indices of shape [4], or weights of shape [4, 3]; got [3]
  expect(() => softmaxCrossEntropy(x, [0, 1, 2])).toThrow(
    "labels must be indices of shape [4], or",
  );
  // @ts-expect-error labels must be indices of shape [4]; got [4, 3]
  expect(() => multiClassHinge(x, x)).toThrow("labels must be indices");
  // @ts-expect-error predictions and targets must have the same shape; got [4, 3] and [4]
  expect(() => meanSquaredError(x, ones([4]))).toThrow("must have the same shape");
  // @ts-expect-error there is no option reducton
  expect(() => meanSquaredError(x, x, { reducton: "sum" })).toThrow("no option reducton");
});

test("losses of several tensors", () => {
  is(tripletMargin(x, x, x, none), [4]);
  is(ctcLoss(ones([6, 2, 3]), ones([2, 4], int32), none), [2]);
  is(ctcLoss(ones([6, 3]), ones([4], int32), none), []);
  is(ctcLoss(ones([6, 2, 3]), ones([2, 4], int32), { zeroInfinity: true }), []);
  is(tripletMargin(x, x, x), []);
  is(cosineEmbedding(x, x, [1, -1, 1, -1], none), [4]);
  is(marginRanking(x, x, 1, none), [4, 3]);
  is(gaussianNegativeLogLikelihood(x, x, 1, none), [4, 3]);
  is(smoothL1(image, image, { beta: 0.5, ...none }), [2, 3, 5, 5]);
  is(binaryCrossEntropy(x, 1, { reduction: "sum" }), []);
});

test("the dtype of one of several operands, and not that of weights", () => {
  const y = ones([4, 3], { dtype: "float64" });
  const t = ones([4], { dtype: "float64" });
  const f64 = <const T extends Tensor<Shape, "float64">>(loss: T) =>
    expect(loss.dtype).toBe("float64");
  f64(tripletMargin(x, x, y));
  f64(ctcLoss(y, [1, 2]));
  f64(tripletMargin([[1]], [[1]], ones([1, 1], { dtype: "float64" })));
  f64(cosineEmbedding(x, x, t));
  f64(marginRanking(x, x, y));
  f64(gaussianNegativeLogLikelihood(x, x, y));
  const f32 = <const T extends Tensor<Shape, "float32">>(loss: T) =>
    expect(loss.dtype).toBe("float32");
  f32(sigmoidCrossEntropy(x, x, { weights: y }));
  f32(sigmoidCrossEntropy(x, x, { positiveWeight: y }));
  f32(binaryCrossEntropy(x, x, { weights: y }));
  f32(marginRanking(x, x, tensor([1], int32).expand([4, 3])));
});

test("a third operand that does not fit", () => {
  // @ts-expect-error cosineEmbedding: predictions and targets must have the same shape; got [4] and [3]
  expect(() => cosineEmbedding(x, x, [1, -1, 1])).toThrow(
    "cosineEmbedding: predictions and targets must have the same shape; got [4] and [3].",
  );
  // @ts-expect-error variances must broadcast to the predictions; got [4] for [4, 3]
  expect(() => gaussianNegativeLogLikelihood(x, x, ones([4]))).toThrow(
    "gaussianNegativeLogLikelihood: variances must broadcast to the predictions; got [4] for [4, 3].",
  );
  // @ts-expect-error variances must broadcast to the predictions; got [4, 3] for [3]
  expect(() => gaussianNegativeLogLikelihood([1, 2, 3], [1, 2, 3], x)).toThrow(
    "variances must broadcast to the predictions; got [4, 3] for [3].",
  );
  const plain: Tensor = x;
  const numbers: number[] = [1, 2, 3];
  is(gaussianNegativeLogLikelihood(x, x, plain, none), [4, 3]);
  is(gaussianNegativeLogLikelihood(x, x, numbers, none), [4, 3]);
  is(gaussianNegativeLogLikelihood(x, x, [[1], [2], [3], [4]], none), [4, 3]);
  const labels: Tensor = ones([4]);
  cosineEmbedding(plain, plain, labels, none).shape satisfies Shape;
});
