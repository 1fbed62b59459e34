import { expect, test } from "vitest";
import { ones, type Tensor, tensor, zeros } from "../../src/index.ts";
import { equal, is } from "./is.ts";

const cube = zeros([2, 3, 4]);
const batch = ones([32, 10]) as Tensor<[number, 10], "float32">;
const plain: Tensor = ones([3, 20]);
const ints = tensor([0, 2, 1], { dtype: "int32" });
const two = tensor([[0], [1]], { dtype: "int32" });

test("elementwise", () => {
  is(cube.gelu(), [2, 3, 4], "float32");
  is(ints.leakyRelu(0.1), [3], "float32");
  is(ones([2], { dtype: "float64" }).softplus({ beta: 2 }), [2], "float64");
  is(ints.erf(), [3], "float32");
  is(ints.trunc(), [3], "int32");
  is(cube.isNaN(), [2, 3, 4], "bool");
  is(cube.isFinite(), [2, 3, 4], "bool");
  is(ints.atan2(cube.mean([0, 2])), [3], "float32");
  is(cube.xor([true, false, true, true]), [2, 3, 4], "bool");
  is(cube.clamp(0, 1), [2, 3, 4], "float32");
  is(cube.clamp(null, [[1], [2], [3]]), [2, 3, 4], "float32");
  is(ints.clamp(0), [3], "int32");
  is(ints.clamp(0, 1.5), [3], "float32");
  is(ints.clamp(ones([2, 1], { dtype: "float64" })), [2, 3], "float64");
  // @ts-expect-error clamp: shapes must broadcast; got [2, 3, 4] and [] and [3]
  expect(() => cube.clamp(0, [1, 2, 3])).toThrow("clamp: shapes must broadcast");
});

test("order", () => {
  is(cube.sort(), [2, 3, 4], "float32");
  is(cube.argsort(0, { descending: true }), [2, 3, 4], "int32");
  is(cube.topK(2).values, [2, 3, 2], "float32");
  is(cube.topK(1, 1, { largest: false }).indices, [2, 1, 4], "int32");
  is(batch.topK(3, 0).values.expect([3, 10]), [3, 10], "float32");
  is(cube.cumsum(), [24], "float32");
  is(ints.cast("bool").cumsum(0), [3], "int32");
  is(cube.cumprod(-1), [2, 3, 4], "float32");
  // @ts-expect-error topK: k must not be more than the length of axis 1; got 4 of [2, 3, 4]
  expect(() => cube.topK(4, 1)).toThrow(
    "topK: k must be an integer from 0 to 3, the length of axis 1; got 4 of [2, 3, 4].",
  );
  // @ts-expect-error sort: axis must be one of the input's; got axis 3 of [2, 3, 4]
  expect(() => cube.sort(3)).toThrow("sort: axis must be one of the input's");
});

test("tiling", () => {
  is(cube.tile(2), [2, 3, 8], "float32");
  is(cube.tile([2, 1, 1, 3]), [2, 2, 3, 12], "float32");
  is(ints.tile([2, 2]), [2, 6], "int32");
  is(cube.repeat(2), [48], "float32");
  is(cube.repeat(2, 1), [2, 6, 4], "float32");
  is(cube.repeat([1, 0, 3], -2), [2, 4, 4], "float32");
  is(cube.roll(1), [2, 3, 4], "float32");
  is(cube.roll([1, 2], [0, -1]), [2, 3, 4], "float32");
  // @ts-expect-error roll: axis must be one of the input's; got axis 5 of [2, 3, 4]
  expect(() => cube.roll(1, 5)).toThrow("roll: axis must be one of the input's");
  // @ts-expect-error the same sentence
  expect(() => cube.repeat([1, 2], 1)).toThrow(
    "repeat: needs one count, or 3, one for each element of axis 1; got 2 for [2, 3, 4].",
  );
});

test("matrices", () => {
  is(cube.tril(1), [2, 3, 4], "float32");
  is(cube.diagonal(), [4, 2], "float32");
  is(cube.diagonal(0, 1, 2), [2, 3], "float32");
  is(cube.diagonal(-1, -2, -1), [2, 2], "float32");
  is(cube.diagonal(2, 1, 2), [2, 2], "float32");
  is(cube.diagonal(-5, 1, 2), [2, 0], "float32");
  is(ints.cast("uint8").reshape([3, 1]).trace(), [], "int32");
  is(cube.trace(0, 0, 2), [3], "float32");
  is(ints.outer(cube), [3, 24], "float32");
  is(ints.outer([1, 2]), [3, 2], "int32");
  expect(() => ints.tril()).toThrow("tril: needs at least two axes; got [3].");
  expect(() => cube.diagonal(0, 1, -2)).toThrow(
    "diagonal: the two axes must differ; got axes 1 and -2 of [2, 3, 4].",
  );
});

test("at: positions, ranges, new axes", () => {
  is(cube.at(), [2, 3, 4], "float32");
  is(cube.at(0), [3, 4], "float32");
  is(cube.at(-2, 1, 3), [], "float32");
  is(cube.at([0, 1]), [1, 3, 4], "float32");
  is(cube.at([1]), [1, 3, 4], "float32");
  is(cube.at(":", [null, -1]), [2, 2, 4], "float32");
  is(cube.at("...", "1:4:2"), [2, 3, 2], "float32");
  is(cube.at("...", "::-1"), [2, 3, 4], "float32");
  is(cube.at(":", ":", "::-3"), [2, 3, 2], "float32");
  is(cube.at([null, null, -1]), [2, 3, 4], "float32");
  is(cube.at(0, "...", 0), [3], "float32");
  is(cube.at(null, 0, null, "..."), [1, 1, 3, 4], "float32");
  is(cube.at("...", null), [2, 3, 4, 1], "float32");
  is(cube.at("5:9"), [0, 3, 4], "float32");
  is(cube.at("-1:"), [1, 3, 4], "float32");
  is(batch.at(":", 0).expect([32]), [32], "float32");
  const part: Tensor<[number, 3], "float32"> = batch.at("2:4", "7:");
  is(part.expect([2, 3]), [2, 3], "float32");
  const any: Tensor = plain.at(0);
  expect(any.shape).toEqual([20]);
});

test("at: tensors and masks", () => {
  is(cube.at(tensor([0, 0, 1])), [3, 3, 4], "float32");
  is(cube.at(":", ints), [2, 3, 4], "float32");
  is(cube.at("...", two), [2, 3, 2, 1], "float32");
  is(cube.at([[0, 1, 1]]), [1, 3, 3, 4], "float32");
  is(cube.at(two, ints), [2, 3, 4], "float32");
  is(cube.at(two, ":", ints), [2, 3, 3], "float32");
  is(cube.at(0, ":", ints), [3, 3], "float32");
  is(cube.at(":", 0, ints), [2, 3], "float32");
  is(cube.at(two, null, 1), [2, 1, 1, 4], "float32");
  const rows: Tensor<[number, 3, 4]> = cube.at([true, false]);
  expect(rows.shape).toEqual([1, 3, 4]);
  const elements: Tensor<[number]> = cube.at(cube.equal(0));
  expect(elements.shape).toEqual([24]);
  const pairs = cube.at(ones([2, 3], { dtype: "bool" }));
  equal<(typeof pairs)["shape"], [number, 4]>();
  expect(pairs.shape).toEqual([6, 4]);
  const listed = cube.at([
    [true, false, true],
    [false, false, true],
  ]);
  equal<(typeof listed)["shape"], [number, 4]>();
  expect(listed.shape).toEqual([3, 4]);
  const columns: Tensor<[2, number, 4]> = cube.at(":", tensor([true, true, false]));
  expect(columns.shape).toEqual([2, 2, 4]);
  const together: Tensor<[number, 4]> = cube.at([true, true], tensor([0, 2], { dtype: "int32" }));
  expect(together.shape).toEqual([2, 4]);
  const open: Tensor = cube.at(plain.cast("int32").at(0));
  expect(open.shape).toEqual([20, 3, 4]);
});

test("at: what does not fit", () => {
  // @ts-expect-error at: index 2 is outside an axis of 2; got [2, 3, 4]
  expect(() => cube.at(2)).toThrow("at: index 2 is outside axis 0; got [2, 3, 4].");
  // @ts-expect-error at: index -4 is outside an axis of 3; got [2, 3, 4]
  expect(() => cube.at(0, -4)).toThrow("at: index -4 is outside axis 1; got [2, 3, 4].");
  // @ts-expect-error at: there must be no more indices than axes; got 4 for [2, 3, 4]
  expect(() => cube.at(0, 0, 0, 0)).toThrow(
    "at: there must be no more indices than axes; got 4 for [2, 3, 4].",
  );
  const pair = tensor([0, 1], { dtype: "int32" });
  // @ts-expect-error at: index tensors must broadcast; got [2] and [3]
  expect(() => cube.at(pair, ints)).toThrow("at: index tensors must broadcast; got [2] and [3].");
  expect(() => cube.at("...", "...")).toThrow('at: "..." can stand once; got it 2 times.');
  expect(() => cube.at("1:2:0")).toThrow('at: the step of a range must not be 0; got "1:2:0".');
  expect(() => cube.at("a:b")).toThrow(
    'at: a range is written "start:end:step", and all further axes "..."; got "a:b".',
  );
  expect(() => cube.at([1, 2, 1, 1])).toThrow(
    "at: a range is [start, end, step] of integers; got [1,2,1,1].",
  );
  expect(() => cube.at(0.5)).toThrow("at: an index must be an integer; got 0.5.");
  expect(() => cube.at([true, false, true])).toThrow(
    "at: a mask must have the lengths of the axes it covers; got [3] for [2].",
  );
  expect(() => cube.at([[0, 2]])).toThrow("at: indices must be from -2 to 1; got 2.");
  expect(() => cube.at([[0, 0.5]])).toThrow("at: indices must be int32 or uint8; got float32.");
});

test("scatterAdd", () => {
  is(cube.scatterAdd(zeros([2, 3, 7], { dtype: "int32" }), 1, 2), [2, 3, 4], "float32");
  expect(() => cube.scatterAdd([[0]], 1, 0)).toThrow(
    "scatterAdd: indices must have the input's axes, none longer except axis 0; got [1, 1] for [2, 3, 4].",
  );
});
