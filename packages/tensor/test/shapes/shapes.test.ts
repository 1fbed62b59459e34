import { expect, test } from "vitest";
import {
  arange,
  concatenate,
  convolve,
  dot,
  einsum,
  eye,
  fromData,
  full,
  linspace,
  matmul,
  oneHot,
  ones,
  onesLike,
  Parameter,
  rand,
  randint,
  randn,
  type Shape,
  split,
  stack,
  State,
  type Tensor,
  tensor,
  where,
  zeros,
  zerosLike,
} from "../../src/index.ts";
import { norm } from "../../src/functional.ts";
import { equal, is } from "./is.ts";

const x = rand([3, 20]);
const w = rand([20, 4]);
const cube = ones([2, 3, 4]);
const batch = ones([32, 784]) as Tensor<[number, 784], "float32">;
const plain: Tensor = ones([3, 20]);
const ints = tensor([1, 2, 3], { dtype: "int32" });
const double = ones([3], { dtype: "float64" });

test("creation", () => {
  is(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    [2, 2],
    "float32",
  );
  is(tensor([[[1], [2]]], { dtype: "float64" }), [1, 2, 1], "float64");
  is(tensor(3), [], "float32");
  is(tensor([true, false]), [2], "bool");
  is(tensor([]), [0], "float32");
  is(zeros([2, 3]), [2, 3], "float32");
  is(ones([]), [], "float32");
  is(full([2], 7, { dtype: "uint8" }), [2], "uint8");
  is(full([2], true), [2], "bool");
  is(eye(3), [3, 3], "float32");
  is(eye(2, 5, { dtype: "int32" }), [2, 5], "int32");
  is(arange(5), [5], "float32");
  is(arange(5, { dtype: "int32" }), [5], "int32");
  arange(1, 5, { dtype: "int32" }) satisfies Tensor<[number], "int32">;
  is(eye(2, { dtype: "float64" }), [2, 2], "float64");
  is(linspace(0, 1, { dtype: "float64" }), [50], "float64");
  is(linspace(0, 1, 7), [7], "float32");
  is(rand([4, 5]), [4, 5], "float32");
  is(randn([4], { dtype: "float64" }), [4], "float64");
  is(randint(0, 9, [6]), [6], "int32");
  is(fromData(new Int32Array(6), [2, 3]), [2, 3], "int32");
  is(zerosLike(cube), [2, 3, 4], "float32");
  is(onesLike(ints, { dtype: "float64" }), [3], "float64");
  is(new Parameter(zeros([2, 2])), [2, 2], "float32");
  is(
    new Parameter([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    [2, 3],
    "float32",
  );
  is(new State(0), [], "float32");
  is(new State([true]), [1], "bool");
  is(new State(ones([2], { dtype: "float64" })), [2], "float64");
  equal<ReturnType<typeof tensor<number[][]>>["shape"], [number, number]>();
});

test("elementwise", () => {
  is(x.add(1), [3, 20], "float32");
  is(x.add(x), [3, 20], "float32");
  is(x.matmul(w).add(rand([4])), [3, 4], "float32");
  is(x.mul(ones([3, 1])), [3, 20], "float32");
  is(ones([3, 1]).mul(ones([4])), [3, 4], "float32");
  is(ones([1]).sub(cube), [2, 3, 4], "float32");
  is(ones([2]).add([1, 2]), [2], "float32");
  is(ones([2, 1]).add([[1, 2, 3]]), [2, 3], "float32");
  is(cube.neg(), [2, 3, 4], "float32");
  is(cube.exp().relu().tanh(), [2, 3, 4], "float32");
  is(x.less(1), [3, 20], "bool");
  is(x.less(1).where(x, 0), [3, 20], "float32");
  is(x.less(1).where(1, 0), [3, 20], "float32");
  is(where([true, false], ones([2]), ones([3, 1])), [3, 2], "float32");
  is(x.softmax(), [3, 20], "float32");
  is(x.detach(), [3, 20], "float32");
  equal<ReturnType<typeof addBatch>["shape"], [number, 784]>();
  equal<ReturnType<typeof addPlain>["shape"], Shape>();
});
const addBatch = () => batch.add(ones([784]));
const addPlain = () => plain.add(ones([784]));

test("dtypes", () => {
  is(ints.add(ints), [3], "int32");
  is(ints.add(1), [3], "int32");
  is(ints.add(0.5), [3], "float32");
  is(ints.add([1, 0.5, 2]), [3], "float32");
  is(ints.div(2), [3], "float32");
  is(ints.exp(), [3], "float32");
  is(ints.mean(), [], "float32");
  is(ints.add(double), [3], "float64");
  is(double.add(0.5), [3], "float64");
  is(double.add(ones([3])), [3], "float64");
  is(double.exp(), [3], "float64");
  is(ints.equal(2).sum(), [], "int32");
  is(ints.equal(2).mul(ints), [3], "int32");
  is(ints.equal(2).mul(3), [3], "int32");
  is(ints.cast("uint8").prod(), [], "int32");
  is(ints.argmax(), [], "int32");
  is(ints.floor(), [3], "int32");
  is(concatenate([ints, double]), [6], "float64");
  equal<ReturnType<typeof toDoubles>, Float64Array>();
  equal<ReturnType<typeof toArrays>, number[][]>();
  equal<ReturnType<typeof toBooleans>, boolean[]>();
});
const toArrays = () => x.toArray();
const toDoubles = () => double.data();
const toBooleans = () => ints.equal(1).toArray();

test("matmul", () => {
  is(x.matmul(w), [3, 4], "float32");
  is(x.matmul(ones([20])), [3], "float32");
  is(ones([3]).matmul(x), [20], "float32");
  is(ones([20]).matmul(ones([20])), [], "float32");
  is(ones([5, 3, 20]).matmul(w), [5, 3, 4], "float32");
  is(ones([5, 1, 3, 20]).matmul(ones([6, 20, 4])), [5, 6, 3, 4], "float32");
  is(matmul(x, w), [3, 4], "float32");
  is(dot([1, 2], [3, 4]), [], "float32");
  is(dot(2, x), [3, 20], "float32");
  equal<ReturnType<typeof project>["shape"], [number, 10]>();
});
const project = () => batch.matmul(ones([784, 10]));

test("reductions", () => {
  is(cube.sum(), [], "float32");
  is(cube.sum(0), [3, 4], "float32");
  is(cube.sum(-1), [2, 3], "float32");
  is(cube.sum([0, -1]), [3], "float32");
  is(cube.sum(1, { keepDims: true }), [2, 1, 4], "float32");
  is(cube.mean([0, 2], { keepDims: true }), [1, 3, 1], "float32");
  is(cube.max(undefined, { keepDims: true }), [1, 1, 1], "float32");
  is(cube.variance(0, { correction: 1 }), [3, 4], "float32");
  is(cube.std(0, { keepDims: true }), [1, 3, 4], "float32");
  is(cube.argmax(1), [2, 4], "int32");
  is(cube.any(2), [2, 3], "bool");
  is(cube.logSumExp(-1), [2, 3], "float32");
  equal<ReturnType<typeof sumBatch>["shape"], [784]>();
  equal<ReturnType<typeof sumSome>["shape"], [number, number]>();
  equal<ReturnType<typeof sumAll>["shape"], []>();
});
const sumBatch = () => batch.sum(0);
const sumSome = (axis: number) => cube.sum(axis);
const sumAll = () => plain.sum();

test("axes that are known when it runs", () => {
  equal<ReturnType<typeof sumWhere>["shape"], Shape>();
  equal<ReturnType<typeof keepWhere>["shape"], [number, number, number]>();
  equal<ReturnType<typeof keepOneOrTwo>["shape"], [1, 3, 4] | [1, 1, 4]>();
  equal<ReturnType<typeof normWhere>["shape"], Shape>();
  equal<ReturnType<typeof squeezeWhere>["shape"], Shape>();
  equal<ReturnType<typeof flipWhere>["shape"], [2, 3, 4]>();
  equal<ReturnType<typeof rollWhere>["shape"], [2, 3, 4]>();
  const axes: SomeAxes[] = [0, [0, 2], undefined];
  expect(axes.map((axis) => sumWhere(axis).shape)).toEqual([[3, 4], [3], []]);
});
type SomeAxes = number | readonly number[] | undefined;
const sumWhere = (axis: SomeAxes) => cube.sum(axis);
const keepWhere = (axis: number | number[]) => cube.variance(axis, { keepDims: true });
const keepOneOrTwo = (axis: 0 | readonly [0, 1]) => cube.max(axis, { keepDims: true });
const normWhere = (axis: number | number[]) => norm(cube, axis);
const squeezeWhere = (axis: number | number[]) => cube.squeeze(axis);
const flipWhere = (axis: number | number[]) => cube.flip(axis);
const rollWhere = (axis: number | number[]) => cube.roll(1, axis);

test("one of several shapes, or of several axes", () => {
  equal<ReturnType<typeof sumEither>["shape"], [2] | []>();
  equal<ReturnType<typeof keepEither>["shape"], [2, 1] | [1]>();
  equal<ReturnType<typeof largestEither>["shape"], [2] | []>();
  equal<ReturnType<typeof firstEither>["shape"], [3] | []>();
  equal<ReturnType<typeof permuteEither>["shape"], [3, 2] | [5, 4]>();
  equal<ReturnType<typeof unsqueezeEither>["shape"], [2, 3, 1] | [6, 1]>();
  equal<ReturnType<typeof repeatEither>["shape"], [4, 3] | [12]>();
  equal<ReturnType<typeof takeEither>["shape"], [2, 1] | [1]>();
  equal<ReturnType<typeof topEither>["shape"], [2, 1] | [1]>();
  equal<ReturnType<typeof unsqueezeWhere>["shape"], [1, 3, 20] | [3, 1, 20]>();
  equal<ReturnType<typeof topWhere>["shape"], [1, 20] | [3, 1]>();
  equal<ReturnType<typeof flattenWhere>["shape"], [60] | [3, 20]>();
  for (const flag of [true, false]) {
    expect(sumEither(flag).shape).toEqual(flag ? [2] : []);
    expect(permuteEither(flag).shape).toEqual(flag ? [3, 2] : [5, 4]);
  }
  expect(unsqueezeWhere(1).shape).toEqual([3, 1, 20]);
});
const either = (flag: boolean) => (flag ? ones([2, 3]) : ones([6]));
const sumEither = (flag: boolean) => either(flag).sum(-1);
const keepEither = (flag: boolean) => either(flag).mean(-1, { keepDims: true });
const largestEither = (flag: boolean) => either(flag).argmax(-1);
const firstEither = (flag: boolean) => either(flag).at(0);
const permuteEither = (flag: boolean) => (flag ? ones([2, 3]) : ones([4, 5])).permute([1, 0]);
const unsqueezeEither = (flag: boolean) => either(flag).unsqueeze(-1);
const repeatEither = (flag: boolean) => either(flag).repeat(2, 0);
const takeEither = (flag: boolean) => either(flag).take([0], -1);
const topEither = (flag: boolean) => either(flag).topK(1).values;
const unsqueezeWhere = (axis: 0 | 1) => x.unsqueeze(axis);
const topWhere = (axis: 0 | 1) => x.topK(1, axis).values;
const flattenWhere = (axis: 0 | 1) => x.flatten(axis);

test("reshape and flatten", () => {
  is(cube.reshape([6, 4]), [6, 4], "float32");
  equal<ReturnType<typeof reshapeOpen>["shape"], [2, 12]>();
  equal<ReturnType<typeof reshapeFactors>["shape"], [8, 3]>();
  equal<ReturnType<typeof reshapeBatch>["shape"], [number, 1, 28, 28]>();
  equal<ReturnType<typeof reshapePlain>["shape"], [4, number]>();
  is(ones([100, 28, 28]).flatten(1), [100, 784], "float32");
  is(cube.flatten(), [24], "float32");
  is(cube.flatten(0, 1), [6, 4], "float32");
  is(cube.flatten(-2), [2, 12], "float32");
  is(tensor(1).flatten(), [1], "float32");
});
const reshapeOpen = () => cube.reshape([2, -1]);
const reshapeFactors = () => cube.reshape([8, -1]);
const reshapeBatch = () => batch.reshape([-1, 1, 28, 28]);
const reshapePlain = () => plain.reshape([4, -1]);

test("the order and number of axes", () => {
  is(cube.transpose(), [4, 3, 2], "float32");
  is(cube.transpose([1, 0, 2]), [3, 2, 4], "float32");
  is(cube.permute([2, 0, 1]), [4, 2, 3], "float32");
  is(cube.permute([-1, 0, 1]), [4, 2, 3], "float32");
  is(cube.matrixTranspose(), [2, 4, 3], "float32");
  is(cube.flip(0), [2, 3, 4], "float32");
  is(cube.unsqueeze(0), [1, 2, 3, 4], "float32");
  is(cube.unsqueeze(-1), [2, 3, 4, 1], "float32");
  is(cube.unsqueeze(1), [2, 1, 3, 4], "float32");
  is(ones([1, 3, 1]).squeeze(), [3], "float32");
  is(ones([1, 3, 1]).squeeze(0), [3, 1], "float32");
  is(ones([1, 3, 1]).squeeze([0, -1]), [3], "float32");
  is(ones([3, 1]).expand([3, 4]), [3, 4], "float32");
  is(ones([3]).expand([2, 3]), [2, 3], "float32");
});

test("parts", () => {
  is(cube.slice([1]), [1, 3, 4], "float32");
  is(cube.slice([0, 1], [2, 3]), [2, 2, 4], "float32");
  is(cube.slice([0, -2]), [2, 2, 4], "float32");
  is(cube.slice([0, 0, 0], [undefined, -1]), [2, 2, 4], "float32");
  is(cube.slice([0, 0, 0], [2, 3, 4], [1, 2, 3]), [2, 2, 2], "float32");
  is(cube.slice([5]), [0, 3, 4], "float32");
  is(
    ones([28, 28]).pad([
      [2, 2],
      [1, 3],
    ]),
    [32, 32],
    "float32",
  );
  is(ones([5]).pad([[-1, 2]]), [6], "float32");
  is(cube.take([0, 2], 1), [2, 2, 4], "float32");
  is(cube.take([[0, 1]], 0), [1, 2, 3, 4], "float32");
  is(cube.take(tensor([1, 2], { dtype: "int32" })), [2], "float32");
  is(x.gather([[1], [0], [2]], 1), [3, 1], "float32");
  is(oneHot([1, 2, 3], 10), [3, 10], "float32");
  is(oneHot([1, 2, 3], 4, "bool"), [3, 4], "bool");
  is(cube.windows({ axes: [1], sizes: [2] }), [2, 2, 4, 2], "float32");
  is(
    ones([2, 3, 28, 28]).windows({
      axes: [2, -1],
      sizes: [2, 3],
      strides: [2, 1],
      dilations: [1, 2],
    }),
    [2, 3, 14, 24, 2, 3],
    "float32",
  );
  is(ones([3, 2]).fold({ axes: [0], sizes: [2], shape: [4] }), [4], "float32");
});

test("joining and splitting", () => {
  is(concatenate([ones([2, 3]), ones([4, 3])]), [6, 3], "float32");
  is(concatenate([cube, cube, cube], -1), [2, 3, 12], "float32");
  is(stack([x, x]), [2, 3, 20], "float32");
  is(stack([x, x, x], -1), [3, 20, 3], "float32");
  const [a, b] = split(x, 2, 1);
  is(a, [3, 10], "float32");
  is(b, [3, 10], "float32");
  const [c, d] = split(x, [1, 2]);
  is(c, [1, 20], "float32");
  is(d, [2, 20], "float32");
  const many = split(ones([2000]), 2000);
  expect(many).toHaveLength(2000);
  is(many[1999]!, [1], "float32");
});

test("einsum", () => {
  is(einsum("ij,jk->ik", x, w), [3, 4], "float32");
  is(einsum("ij, jk -> ki", x, w), [4, 3], "float32");
  is(einsum("ijk->", cube), [], "float32");
  is(einsum("ba", x), [20, 3], "float32");
  is(einsum("ij,jk", x, w), [3, 4], "float32");
  is(einsum("ii", ones([3, 3])), [], "float32");
  is(einsum("ijk,ijl->kl", cube, ones([2, 3, 5])), [4, 5], "float32");
  is(einsum("...j->...", x), [3], "float32");
  is(einsum("...jk->...kj", cube), [2, 4, 3], "float32");
  is(einsum("b...,...c->c...b", ones([2, 3, 4]), ones([1, 4, 5])), [5, 3, 4, 2], "float32");
  is(einsum("...ij,...jk", ones([7, 1, 2, 3]), ones([5, 3, 4])), [7, 5, 2, 4], "float32");
  is(einsum("...", x), [3, 20], "float32");
  is(einsum("i...i->...", ones([3, 4, 3])), [4], "float32");
  equal<ReturnType<typeof einsumOpen>["shape"], Shape>();
});
const einsumOpen = () => einsum("...j->...", x as Tensor);

test("convolution", () => {
  const images = ones([2, 3, 28, 28]);
  is(convolve(images, ones([8, 3, 5, 5])), [2, 8, 24, 24], "float32");
  is(convolve(images, ones([8, 3, 5, 5]), { padding: 2 }), [2, 8, 28, 28], "float32");
  is(convolve(images, ones([8, 3, 3, 3]), { strides: 2, padding: 1 }), [2, 8, 14, 14], "float32");
  is(
    convolve(images, ones([6, 1, 3, 3]), { groups: 3, kernelDilation: 2 }),
    [2, 6, 24, 24],
    "float32",
  );
  is(
    convolve(images, ones([8, 3, 3, 1]), { strides: [1, 3], padding: [[0, 2], 1] }),
    [2, 8, 28, 10],
    "float32",
  );
  is(convolve(ones([2, 3, 9]), ones([4, 3, 3])), [2, 4, 7], "float32");
});

test("expect", () => {
  is(plain.expect([3, 20]) as Tensor<[3, 20], "float32">, [3, 20], "float32");
  equal<ReturnType<typeof expectBatch>["shape"], [number, 20]>();
});
const expectBatch = () => plain.expect([-1, 20]);

test("tensors of known shapes are tensors of unknown ones, and not the other way round", () => {
  const known: Tensor<[3, 20], "float32"> = x;
  const partly: Tensor<[number, 20]> = known;
  const any: Tensor = partly;
  // @ts-expect-error a shape of any lengths is not [3, 20]
  const back: Tensor<[3, 20]> = any;
  const parameter: Tensor<[20, 4], "float32"> = new Parameter(w);
  is(parameter, [20, 4], "float32");
  is(back as Tensor<[3, 20], "float32">, [3, 20], "float32");
});
