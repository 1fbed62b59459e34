import { expect, test } from "vitest";
import {
  concatenate,
  convolve,
  type Nested,
  ones,
  oneHot,
  operation,
  scope,
  type Shape,
  split,
  stack,
  type Tensor,
  tensor,
  where,
  zeros,
} from "../src/index.ts";

/** A tensor whose shape the compiler does not know. */
const x = (...shape: number[]): Tensor => ones(shape);

/** What `f` throws. */
function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing";
}

const dynamic = (shape: number[]): Shape => shape;

test.each<[f: () => unknown, sentence: string]>([
  [() => x(2, 3).add(x(2)), "add: shapes must broadcast; got [2, 3] and [2]."],
  [() => x(2, 3).less([[1], [2], [3]]), "less: shapes must broadcast; got [2, 3] and [3, 1]."],
  [() => x(2, 3).greaterEqual(x(2)), "greaterEqual: shapes must broadcast; got [2, 3] and [2]."],
  [() => x(2, 3).notEqual(x(2)), "notEqual: shapes must broadcast; got [2, 3] and [2]."],
  [() => where(x(2), x(3), 1), "where: shapes must broadcast; got [2] and [3] and []."],
  [() => x(2, 3).matmul(x(2, 3)), "matmul: inner lengths 3 and 2 differ; got [2, 3] and [2, 3]."],
  [() => x(2, 3).matmul(2), "matmul: inputs need at least one axis; got [2, 3] and []."],
  [
    () => x(2, 2, 3).matmul(x(3, 3, 2)),
    "matmul: leading axes must broadcast; got [2, 2, 3] and [3, 3, 2].",
  ],
  [() => x(2, 3).dot(x(2)), "dot: inner lengths 3 and 2 differ; got [2, 3] and [2]."],
  [
    () => x(2).dot(x(2, 2, 2)),
    "dot: the second input must have at most two axes; got [2] and [2, 2, 2]; use matmul or einsum.",
  ],
  [() => x(2, 3).sum(2), "sum: axis must be one of the input's; got axis 2 of [2, 3]."],
  [() => x(2, 3).mean([0, 0]), "mean: axes must differ; got axes [0, 0] of [2, 3]."],
  [() => x(2, 3).variance(-3), "variance: axis must be one of the input's; got axis -3 of [2, 3]."],
  [() => x().max(0), "max: axis must be one of the input's; got axis 0 of []."],
  [() => x(0, 3).max(0), "max: a reduced axis must not be empty; got axes [0] of [0, 3]."],
  [() => x(0).argmax(), "argmax: a reduced axis must not be empty; got axes [0] of [0]."],
  [() => x(2, 3).argmin(1.5), "argmin: axis must be one of the input's; got axis 1.5 of [2, 3]."],
  [() => x(2, 3).softmax(2), "softmax: axis must be one of the input's; got axis 2 of [2, 3]."],
  [() => x(2, 3).logSumExp(2), "logSumExp: axis must be one of the input's; got axis 2 of [2, 3]."],
  [
    () => x(2, 3).reshape(dynamic([4])),
    "reshape: the number of elements must stay the same; got [2, 3] to [4].",
  ],
  [
    () => x(2, 3).reshape(dynamic([-1, -1])),
    "reshape: at most one length may be -1; got [-1, -1].",
  ],
  [
    () => x(2, 3).reshape(dynamic([4, -1])),
    "reshape: no length fits -1 so that the number of elements stays the same; got [2, 3] to [4, -1].",
  ],
  [
    () => x(0).reshape(dynamic([0, -1])),
    "reshape: no length fits -1 so that the number of elements stays the same; got [0] to [0, -1].",
  ],
  [
    () => x(2, 3).flatten(1, 0),
    "flatten: the start axis must not come after the end axis; got 1 and 0 of [2, 3].",
  ],
  [() => x(2, 3).permute([0]), "permute: axes must name every axis once; got axes [0] of [2, 3]."],
  [
    () => x(2, 3).transpose([1, 1]),
    "transpose: axes must name every axis once; got axes [1, 1] of [2, 3].",
  ],
  [() => x(3).mT, "mT: needs at least two axes; got [3]."],
  [() => x(3).matrixTranspose(), "matrixTranspose: needs at least two axes; got [3]."],
  [() => x(2, 3).squeeze(0), "squeeze: only axes of length 1 can go; got axis 0 of [2, 3]."],
  [() => x(2, 3).unsqueeze(4), "unsqueeze: there is no place 4 for a new axis of [2, 3]."],
  [
    () => x(2, 3).expand(dynamic([2, 4])),
    "expand: only axes of length 1 and new leading axes can grow; got [2, 3] to [2, 4].",
  ],
  [() => x(2, 3).flip(2), "flip: axis must be one of the input's; got axis 2 of [2, 3]."],
  [
    () => x(2, 3).slice([0, 0, 0]),
    "slice: there must be no more positions than axes; got 3 for [2, 3].",
  ],
  [() => x(2, 3).slice([0.5]), "slice: positions must be integers; got 0.5."],
  [() => x(4).slice([0], [2], [0]), "slice: steps must be integers from 1; got [0]."],
  [() => x(4).slice([0], [2], [-1]), "slice: steps must be integers from 1; got [-1]."],
  [() => x(2, 3).pad([[1, 1]]), "pad: needs [low, high] for each axis; got 1 for [2, 3]."],
  [
    () => tensor([1], { dtype: "int32" }).pad([[1, 0]], { value: 0.5 }),
    "pad: 0.5 does not fit int32; cast the tensor first.",
  ],
  [
    () =>
      x(3, 0).pad(
        [
          [0, 0],
          [1, 0],
        ],
        { mode: "edge" },
      ),
    'pad: mode "edge" needs an element in each axis that grows; got [3, 0].',
  ],
  [
    () => x(3).pad([[1, 0]], { mode: "mirror" as "edge" }),
    'pad: the mode must be "constant", "edge", "reflect" or "wrap"; got "mirror".',
  ],
  [() => x(3).pad([[0.5, 0]]), "pad: widths must be integers; got [[0.5,0]]."],
  [
    () => x(3).pad([[-2, -2]]),
    "pad: no more than an axis holds can be cut off; got [[-2,-2]] for [3].",
  ],
  [() => x(3).take([3]), "take: indices must be from -3 to 2; got 3."],
  [() => x(3).take([0.5]), "take: indices must be int32 or uint8; got float32."],
  [() => x(3).take(x(2)), "take: indices must be int32 or uint8; got float32."],
  [() => x(2, 3).gather([[5]], 1), "gather: indices must be from -3 to 2; got 5."],
  [() => oneHot([2], 2), "oneHot: indices must be from -2 to 1; got 2."],
  [() => oneHot([0], -1), "oneHot: lengths must be integers from 0 to 2³¹ − 1; got [-1]."],
  [
    () => x(3).windows({ axes: [0], sizes: [4] }),
    "windows: a window of 4 elements 1 apart must fit into axis 0; got [3].",
  ],
  [
    () => x(3, 2).fold({ axes: [0], sizes: [2], shape: [5] }),
    "fold: the windows of [5] have shape [4, 2]; got [3, 2].",
  ],
  [() => concatenate([]), "concatenate: needs at least one input; got none."],
  [
    () => concatenate([x(2, 3), x(2, 4)]),
    "concatenate: shapes must be equal except along axis 0; got [2, 3] and [2, 4].",
  ],
  [
    () => concatenate([x(), x()]),
    "concatenate: axis must be one of the input's; got axis 0 of [].",
  ],
  [() => stack([x(2), x(3)]), "stack: shapes must be equal; got [2] and [3]."],
  [() => stack([x(2)], 2), "stack: there is no place 2 for a new axis of [2]."],
  [
    () => split(x(4), 0),
    "split: the number of parts must divide the length of axis 0; got 0 parts of [4].",
  ],
  [
    () => split(x(4), -1),
    "split: the number of parts must divide the length of axis 0; got -1 parts of [4].",
  ],
  [
    () => x(2, 3).topK(-1),
    "topK: k must be an integer from 0 to 3, the length of axis 1; got -1 of [2, 3].",
  ],
  [
    () => x(2, 3).topK(4),
    "topK: k must be an integer from 0 to 3, the length of axis 1; got 4 of [2, 3].",
  ],
  // @ts-expect-error the same sentence
  [() => x(2, 3).tile([-1]), "tile: counts must be integers from 0; got [-1]."],
  [() => x(2, 3).tile([1.5]), "tile: counts must be integers from 0; got [1.5]."],
  [
    () => x(2, 3).roll([1, 2], 0),
    "roll: needs one shift, or one for each axis; got shifts [1, 2] for axes [0].",
  ],
  [
    () => x(2, 3).gather([[0], [0], [0]], 1),
    "gather: indices must have the input's axes, none longer except axis 1; got [3, 1] for [2, 3].",
  ],
  [
    () => x(2, 3, 4).gather(zeros([2, 9, 4], { dtype: "int32" }), 2),
    "gather: indices must have the input's axes, none longer except axis 2; got [2, 9, 4] for [2, 3, 4].",
  ],
  [
    () => x(4).at("1:z"),
    'at: a range is written "start:end:step", and all further axes "..."; got "1:z".',
  ],
  [
    () => split(x(4), 3),
    "split: the number of parts must divide the length of axis 0; got 3 parts of [4].",
  ],
  [
    () => split(x(4), [1, 2]),
    "split: the sizes must add up to 4, the length of axis 0; got sizes [1, 2] of [4].",
  ],
  [
    () => convolve(x(2, 8, 8), x(4, 1, 3, 3), { strides: [1, 1], padding: [1, 1] }),
    "convolve: input and kernel need the same number of axes, at least 2; got [2, 8, 8] and [4, 1, 3, 3].",
  ],
  [
    () => convolve(x(1, 1, 3), x(1, 1, 2), { strides: [1, 1] }),
    "convolve: strides must have one entry for each of 1 spatial axes; got [1,1].",
  ],
  [
    () => convolve(x(1, 1, 3), x(1, 1, 2), { padding: [1, 1] }),
    "convolve: padding must have one entry for each of 1 spatial axes; got [1,1].",
  ],
  [() => x(2).item(), "item: there must be one element; got shape [2]."],
  [() => x(2, 3).expect([-1, 4] as number[]), "expect: the shape must be [-1, 4]; got [2, 3]."],
])("%s", (f, sentence) => {
  expect(messageOf(f)).toBe(sentence);
});

test("an error names the user's operation and the module", () => {
  const loss = (y: Tensor): Tensor => operation("myLoss", () => y.sub([1, 2]).square().mean());
  expect(() => loss(x(3))).toThrow("myLoss: shapes must broadcast; got [3] and [2].");
  expect(() => scope("Net", () => scope(".head", () => loss(x(3))))).toThrow(
    "Net.head: myLoss: shapes",
  );
});

test("indices that are computed are not checked: outside they read NaN, or 0 of integers", () => {
  const computed = tensor([0, 5, -1, -9], { dtype: "int32" }).add(0);
  const wanted: Nested = [1, NaN, 3, NaN];
  expect(tensor([1, 2, 3]).take(computed).toArray()).toEqual(wanted);
  expect(tensor([1, 2, 3], { dtype: "int32" }).take(computed).toArray()).toEqual([1, 0, 3, 0]);
  expect(oneHot(computed, 2).toArray()).toEqual([
    [1, 0],
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
});
