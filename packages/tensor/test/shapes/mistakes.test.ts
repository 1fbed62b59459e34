import { expect, test } from "vitest";
import {
  concatenate,
  convolve,
  dot,
  einsum,
  ones,
  Parameter,
  type Shape,
  type ShapeError,
  type shapes,
  split,
  stack,
  type Tensor,
  where,
} from "../../src/index.ts";
import type { CheckParts } from "../../src/shapes/joining.ts";
import type { CheckPositions } from "../../src/shapes/selection.ts";
import type { CheckCounts, CheckRepeat } from "../../src/shapes/tiling.ts";
import { equal, type Equal } from "./is.ts";

/** The sentence of a mistake in types; `never` where there is none. */
type Sentence<R> = R extends ShapeError<infer M> ? M : never;

/** Checks that the type says `sentence`, and that `f`, which does not compile, throws it at run time. */
function mistake<R>(
  sentence: Sentence<R>,
  f: () => unknown,
  ..._isMistake: Equal<Sentence<R>, never> extends true ? ["this type is no mistake"] : []
): void {
  expect(f).toThrow(`${sentence}.`);
}

const x = ones([3, 20]);
const w = ones([20, 4]);
const cube = ones([2, 3, 4]);

test("elementwise", () => {
  mistake<shapes.Broadcast<"add", [3, 20], [3, 2]>>(
    "add: shapes must broadcast; got [3, 20] and [3, 2]",
    // @ts-expect-error
    () => x.add(ones([3, 2])),
  );
  mistake<shapes.Broadcast<"greater", [3, 20], [3]>>(
    "greater: shapes must broadcast; got [3, 20] and [3]",
    // @ts-expect-error
    () => x.greater([1, 2, 3]),
  );
  mistake<shapes.Broadcast3<"where", [2], [3, 20], []>>(
    "where: shapes must broadcast; got [2] and [3, 20] and []",
    // @ts-expect-error
    () => where([true, false], x, 0),
  );
});

test("matrix products", () => {
  mistake<shapes.MatMul<[20, 4], [3, 20]>>(
    "matmul: inner lengths 4 and 3 differ; got [20, 4] and [3, 20]",
    // @ts-expect-error
    () => w.matmul(x),
  );
  mistake<shapes.MatMul<[3, 20], [21]>>(
    "matmul: inner lengths 20 and 21 differ; got [3, 20] and [21]",
    // @ts-expect-error
    () => x.matmul(ones([21])),
  );
  mistake<shapes.MatMul<[3], [4]>>(
    "matmul: inner lengths 3 and 4 differ; got [3] and [4]",
    // @ts-expect-error
    () => ones([3]).matmul([1, 2, 3, 4]),
  );
  mistake<shapes.MatMul<[3, 20], []>>(
    "matmul: inputs need at least one axis; got [3, 20] and []",
    // @ts-expect-error
    () => x.matmul(2),
  );
  mistake<shapes.MatMul<[2, 3, 4], [3, 4, 5]>>(
    "matmul: leading axes must broadcast; got [2, 3, 4] and [3, 4, 5]",
    // @ts-expect-error
    () => cube.matmul(ones([3, 4, 5])),
  );
  mistake<shapes.Dot<[2], [3]>>(
    "dot: inner lengths 2 and 3 differ; got [2] and [3]",
    // @ts-expect-error
    () => dot([1, 2], [1, 2, 3]),
  );
});

test("dot with a stack", () => {
  mistake<shapes.Dot<[2, 3], [4, 3, 5]>>(
    "dot: the second input must have at most two axes; got [2, 3] and [4, 3, 5]; use matmul or einsum",
    // @ts-expect-error
    () => dot(ones([2, 3]), ones([4, 3, 5])),
  );
  equal<shapes.Dot<[], [2, 3, 4]>, [2, 3, 4]>();
  equal<shapes.Dot<Shape, [2, 3, 4]>, Shape>();
});

test("axes", () => {
  mistake<shapes.CheckAxes<"sum", [2, 3, 4], 3>>(
    "sum: axis must be one of the input's; got axis 3 of [2, 3, 4]",
    // @ts-expect-error
    () => cube.sum(3),
  );
  mistake<shapes.CheckAxes<"mean", [2, 3, 4], readonly [0, -4]>>(
    "mean: axis must be one of the input's; got axis -4 of [2, 3, 4]",
    // @ts-expect-error
    () => cube.mean([0, -4]),
  );
  mistake<shapes.CheckAxes<"softmax", [3, 20], 2>>(
    "softmax: axis must be one of the input's; got axis 2 of [3, 20]",
    // @ts-expect-error
    () => x.softmax(2),
  );
  mistake<shapes.CheckNewAxis<"unsqueeze", [3, 20], 4>>(
    "unsqueeze: there is no place 4 for a new axis of [3, 20]",
    // @ts-expect-error
    () => x.unsqueeze(4),
  );
  mistake<shapes.Squeeze<[3, 20], 0>>(
    "squeeze: only axes of length 1 can go; got axis 0 of [3, 20]",
    // @ts-expect-error
    () => x.squeeze(0),
  );
  mistake<shapes.Squeeze<[1, 3, 1], readonly [0, 1]>>(
    "squeeze: only axes of length 1 can go; got axis 1 of [1, 3, 1]",
    // @ts-expect-error
    () => ones([1, 3, 1]).squeeze([0, 1]),
  );
});

test("lists of axes", () => {
  mistake<shapes.CheckAxes<"sum", [2, 3, 4], readonly [1, -2]>>(
    "sum: axes must differ; got axes [1, -2] of [2, 3, 4]",
    // @ts-expect-error
    () => cube.sum([1, -2]),
  );
  mistake<shapes.CheckAxes<"flip", [2, 3, 4], readonly [2, 0, 2]>>(
    "flip: axes must differ; got axes [2, 0, 2] of [2, 3, 4]",
    // @ts-expect-error
    () => cube.flip([2, 0, 2]),
  );
  mistake<shapes.CheckAxes<"windows", [2, 3, 4], readonly [3]>>(
    "windows: axis must be one of the input's; got axis 3 of [2, 3, 4]",
    // @ts-expect-error
    () => cube.windows({ axes: [3], sizes: [1] }),
  );
  equal<ReturnType<typeof rollTwice>["shape"], [2, 3, 4]>();
  expect(rollTwice().shape).toEqual([2, 3, 4]);
});
const rollTwice = () => cube.roll([1, 1], [0, 0]);

test("flatten", () => {
  mistake<shapes.Flatten<[2, 3, 4], 1, 0>>(
    "flatten: the start axis must not come after the end axis; got 1 and 0 of [2, 3, 4]",
    // @ts-expect-error
    () => cube.flatten(1, 0),
  );
  mistake<shapes.Flatten<[2, 3, 4], -1, -2>>(
    "flatten: the start axis must not come after the end axis; got -1 and -2 of [2, 3, 4]",
    // @ts-expect-error
    () => cube.flatten(-1, -2),
  );
  mistake<shapes.Flatten<[3, 20], 2, -1>>(
    "flatten: axis must be one of the input's; got axis 2 of [3, 20]",
    // @ts-expect-error
    () => x.flatten(2),
  );
  mistake<shapes.Flatten<[3, 20], 0, 2>>(
    "flatten: axis must be one of the input's; got axis 2 of [3, 20]",
    // @ts-expect-error
    () => x.flatten(0, 2),
  );
  equal<ReturnType<typeof flattenScalar>["shape"], [1]>();
  expect(flattenScalar().shape).toEqual([1]);
});
const flattenScalar = () => ones([]).flatten(0);

test("parts", () => {
  mistake<CheckParts<[2, 3], 3, 0>>(
    "split: the number of parts must divide the length of axis 0; got 3 parts of [2, 3]",
    // @ts-expect-error
    () => split(ones([2, 3]), 3),
  );
  mistake<CheckParts<[2, 3], readonly [1, 1], -1>>(
    "split: the sizes must add up to 3, the length of axis 1; got sizes [1, 1] of [2, 3]",
    // @ts-expect-error
    () => split(ones([2, 3]), [1, 1], -1),
  );
  mistake<shapes.CheckAxes<"split", [2, 3], 2>>(
    "split: axis must be one of the input's; got axis 2 of [2, 3]",
    // @ts-expect-error
    () => split(ones([2, 3]), 1, 2),
  );
  mistake<CheckPositions<[3, 20], readonly [0, 0, 0]>>(
    "slice: there must be no more positions than axes; got 3 for [3, 20]",
    // @ts-expect-error
    () => x.slice([0, 0, 0]),
  );
  mistake<CheckPositions<[3, 20], readonly [1, 2, 3]>>(
    "slice: there must be no more positions than axes; got 3 for [3, 20]",
    // @ts-expect-error
    () => x.slice([0], [1, 2, 3]),
  );
  mistake<CheckRepeat<[2, 3, 4], readonly [1, 2], 1>>(
    "repeat: needs one count, or 3, one for each element of axis 1; got 2 for [2, 3, 4]",
    // @ts-expect-error
    () => cube.repeat([1, 2], 1),
  );
  mistake<CheckRepeat<[2, 3], readonly [1, 2], undefined>>(
    "repeat: needs one count, or 6, one for each element of axis 0; got 2 for [6]",
    // @ts-expect-error
    () => ones([2, 3]).repeat([1, 2]),
  );
  mistake<CheckRepeat<[2, 3], -1, 0>>(
    "repeat: counts must be integers from 0; got [-1]",
    // @ts-expect-error
    () => ones([2, 3]).repeat(-1, 0),
  );
  mistake<CheckCounts<"tile", readonly [2, -1]>>(
    "tile: counts must be integers from 0; got [2, -1]",
    // @ts-expect-error
    () => x.tile([2, -1]),
  );
  // @ts-expect-error topK: axis must be one of the input's; got axis -1 of []
  expect(() => ones([]).topK(1)).toThrow(
    "topK: axis must be one of the input's; got axis -1 of [].",
  );
});

test("movement", () => {
  mistake<shapes.Reshape<[2, 3, 4], readonly [5, 5]>>(
    "reshape: the number of elements must stay the same; got [2, 3, 4] to [5, 5]",
    // @ts-expect-error
    () => cube.reshape([5, 5]),
  );
  mistake<shapes.Reshape<[2, 3, 4], readonly [5, -1]>>(
    "reshape: no length fits -1 so that the number of elements stays the same; got [2, 3, 4] to [5, -1]",
    // @ts-expect-error
    () => cube.reshape([5, -1]),
  );
  mistake<shapes.Expand<[3, 20], readonly [3, 40]>>(
    "expand: only axes of length 1 and new leading axes can grow; got [3, 20] to [3, 40]",
    // @ts-expect-error
    () => x.expand([3, 40]),
  );
  mistake<shapes.Expand<[1, 3], readonly [-1, 3]>>(
    "expand: lengths must be integers from 0 to 2³¹ − 1; got [-1, 3]",
    // @ts-expect-error
    () => ones([1, 3]).expand([-1, 3]),
  );
  mistake<shapes.Pad<[3, 20], readonly [readonly [1, 1]]>>(
    "pad: needs [low, high] for each axis; got 1 for [3, 20]",
    // @ts-expect-error
    () => x.pad([[1, 1]]),
  );
  // @ts-expect-error
  expect(() => x.permute([0, 0])).toThrow(
    "permute: axes must name every axis once; got axes [0, 0] of [3, 20].",
  );
  // @ts-expect-error
  expect(() => cube.transpose([1, 0])).toThrow(
    "transpose: axes must name every axis once; got axes [1, 0] of [2, 3, 4].",
  );
  mistake<shapes.Concatenate<[Tensor<[2, 3]>, Tensor<[2, 4]>], 0>>(
    "concatenate: shapes must be equal except along axis 0; got [2, 3] and [2, 4]",
    // @ts-expect-error
    () => concatenate([ones([2, 3]), ones([2, 4])]),
  );
  mistake<shapes.Stack<[Tensor<[2, 3]>, Tensor<[2, 4]>], 0>>(
    "stack: shapes must be equal; got [2, 3] and [2, 4]",
    // @ts-expect-error
    () => stack([ones([2, 3]), ones([2, 4])]),
  );
});

test("einsum", () => {
  type Two = [typeof x, typeof w];
  mistake<shapes.Einsum<"ij,kj->ik", Two>>(
    "einsum: letter j is both 20 and 4; got [3, 20] and [20, 4]",
    // @ts-expect-error
    () => einsum("ij,kj->ik", x, w),
  );
  mistake<shapes.Einsum<"ij,jk->il", Two>>(
    'einsum: output letter l is in no operand; got "ij,jk->il"',
    // @ts-expect-error
    () => einsum("ij,jk->il", x, w),
  );
  mistake<shapes.Einsum<"ij->ii", [typeof x]>>(
    'einsum: output letter i occurs twice; got "ij->ii"',
    // @ts-expect-error
    () => einsum("ij->ii", x),
  );
  mistake<shapes.Einsum<"ijk,jk->i", Two>>(
    'einsum: "ijk" must name every axis once; got [3, 20]',
    // @ts-expect-error
    () => einsum("ijk,jk->i", x, w),
  );
  mistake<shapes.Einsum<"ij->i", Two>>(
    'einsum: "ij->i" names 1 operands; got 2',
    // @ts-expect-error
    () => einsum("ij->i", x, w),
  );
  mistake<shapes.Einsum<"...i,...i->...", [Tensor<[2, 3]>, Tensor<[4, 3]>]>>(
    "einsum: the axes of ... must broadcast; got [2, 3] and [4, 3]",
    // @ts-expect-error
    () => einsum("...i,...i->...", ones([2, 3]), ones([4, 3])),
  );
  mistake<shapes.Einsum<"...ijk->i", [typeof x]>>(
    'einsum: "...ijk" must name every axis once; got [3, 20]',
    // @ts-expect-error
    () => einsum("...ijk->i", x),
  );
});

test("convolution", () => {
  mistake<shapes.Convolved<[1, 3, 8, 8], [4, 1, 3, 3], unknown>>(
    "convolve: the input must have 1 channels (1 in each of 1 groups); got 3, with input [1, 3, 8, 8] and kernel [4, 1, 3, 3]",
    // @ts-expect-error
    () => convolve(ones([1, 3, 8, 8]), ones([4, 1, 3, 3])),
  );
  mistake<shapes.Convolved<[3, 8, 8], [4, 1, 3, 3], unknown>>(
    "convolve: input and kernel need the same number of axes, at least 2; got [3, 8, 8] and [4, 1, 3, 3]",
    // @ts-expect-error
    () => convolve(ones([3, 8, 8]), ones([4, 1, 3, 3])),
  );
});

test("expect and assign", () => {
  mistake<shapes.Expected<[3, 20], readonly [3, 21]>>(
    "expect: the shape must be [3, 21]; got [3, 20]",
    // @ts-expect-error
    () => x.expect([3, 21]),
  );
  const weights = new Parameter(w);
  // @ts-expect-error
  expect(() => weights.assign(x)).toThrow(
    "assign: the shape must stay [20, 4]; got [3, 20] for a parameter.",
  );
});

test("a mistake is underlined once: its result is any tensor", () => {
  const f = () => {
    // @ts-expect-error
    const wrong = w.matmul(x);
    equal<typeof wrong.shape, Shape>();
    return wrong.add(ones([7])).sum(5);
  };
  expect(f).toThrow("matmul");
});

test("the notebooks' mistakes", () => {
  // shapes (2,3) and (2,1) not aligned: 3 (dim 1) != 2 (dim 0)
  mistake<shapes.MatMul<[2, 3], [2, 1]>>(
    "matmul: inner lengths 3 and 2 differ; got [2, 3] and [2, 1]",
    // @ts-expect-error
    () => ones([2, 3]).matmul(ones([2, 1])),
  );
  // operands could not be broadcast together with shapes (3,2) (3,)
  mistake<shapes.Broadcast<"add", [3, 2], [3]>>(
    "add: shapes must broadcast; got [3, 2] and [3]",
    // @ts-expect-error
    () => ones([3, 2]).add(ones([3])),
  );
  // 000: the gradient of a bias as dot(ones((32, 1)).T, grad) has shape (1, 100), the bias (100,)
  const bias = new Parameter(ones([100]));
  const slope = ones([32, 1])
    .transpose()
    .matmul(ones([32, 100]));
  // @ts-expect-error assign: the shape must stay [100]; got [1, 100]
  expect(() => bias.assign(bias.sub(slope))).toThrow(
    "assign: the shape must stay [100]; got [1, 100] for a parameter.",
  );
  bias.assign(bias.sub(ones([32, 100]).sum(0)));
  // 002: gamma of shape (3, 3) makes three samples of one, and (3, 2) − (3,) fails
  const scores = ones([1, 3])
    .mul(ones([3, 3]))
    .matmul(ones([3, 2]));
  mistake<shapes.Broadcast<"sub", [3, 2], [3]>>(
    "sub: shapes must broadcast; got [3, 2] and [3]",
    // @ts-expect-error
    () => scores.sub(ones([3])),
  );
  // 003: labels (N,) beside one column of outputs (N, 1) have no axis 1 to take the argmax of
  mistake<shapes.CheckAxes<"argmax", [5], 1>>(
    "argmax: axis must be one of the input's; got axis 1 of [5]",
    // @ts-expect-error
    () => ones([5]).argmax(1),
  );
});
