import { eye, Generator, stack, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  Affine,
  constantly,
  Conv2d,
  fansOf,
  heNormal,
  heUniform,
  type Initializer,
  LSTM,
  normal,
  orthogonal,
  uniform,
  uniformByFan,
  xavierNormal,
  xavierUniform,
} from "../src/index.ts";

/** The mean, the standard deviation and the largest magnitude. */
function facts(x: Tensor): { mean: number; deviation: number; bound: number } {
  const values = [...x.data()];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / values.length),
    bound: Math.max(...values.map(Math.abs)),
  };
}

const shape = [300, 100];
const kernel = [40, 20, 3, 5];

test.each<[string, Initializer, readonly number[], number]>([
  ["heNormal", heNormal(), shape, Math.sqrt(2 / 300)],
  ["heNormal, fanOut", heNormal({ mode: "fanOut" }), shape, Math.sqrt(2 / 100)],
  ["heNormal of a convolution", heNormal(), kernel, Math.sqrt(2 / 300)],
  ["heNormal, leaky", heNormal({ negativeSlope: 1 }), shape, Math.sqrt(1 / 300)],
  ["heUniform", heUniform(), shape, Math.sqrt(2 / 300)],
  ["xavierNormal", xavierNormal(), shape, Math.sqrt(2 / 400)],
  ["xavierUniform", xavierUniform({ gain: 5 / 3 }), shape, (5 / 3) * Math.sqrt(2 / 400)],
  ["xavierNormal of a convolution", xavierNormal(), kernel, Math.sqrt(2 / 900)],
  ["normal", normal({ std: 0.02 }), shape, 0.02],
  ["uniform", uniform(-1, 1), shape, 1 / Math.sqrt(3)],
  ["uniformByFan", uniformByFan(), shape, 1 / Math.sqrt(900)],
])("%s has its standard deviation", (_name, initializer, size, deviation) => {
  const found = facts(initializer(size, { generator: new Generator(1) }));
  expect(found.deviation / deviation).toBeCloseTo(1, 1);
  expect(Math.abs(found.mean)).toBeLessThan(0.05 * deviation);
});

test.each<[string, Initializer, number]>([
  ["heUniform", heUniform(), Math.sqrt(6 / 300)],
  ["xavierUniform", xavierUniform(), Math.sqrt(6 / 400)],
  ["uniformByFan", uniformByFan(), 1 / Math.sqrt(300)],
])("%s stays within its bound", (_name, initializer, bound) => {
  const found = facts(initializer(shape, { generator: new Generator(1) }));
  expect(found.bound).toBeLessThanOrEqual(bound);
  expect(found.bound).toBeGreaterThan(0.99 * bound);
});

test("the bias of a layer without inputs is 0, as PyTorch's", () => {
  expect(new Affine(0, 3).bias!.toArray()).toEqual([0, 0, 0]);
});

test("constants, means and dtypes", () => {
  expect(constantly(3)([2]).toArray()).toEqual([3, 3]);
  expect(facts(normal({ mean: 4 })([1000])).mean).toBeCloseTo(4, 0);
  expect(heNormal()([2, 2], { dtype: "float64" }).dtype).toBe("float64");
});

test("an initialiser with its own generator, or a layer with one, repeats", () => {
  const draw = (): unknown => heNormal({ generator: new Generator(9) })([3, 3]).toArray();
  expect(draw()).toEqual(draw());
  const layer = (): unknown => new Conv2d(2, 3, 3, { generator: new Generator(9) }).stateDict();
  expect(layer()).toEqual(layer());
});

test("layers use what they are given, and PyTorch's default", () => {
  const layer = new Affine(2, 3, { initializer: constantly(2), biasInitializer: constantly(-1) });
  expect(layer.forward([[1, 1]]).toArray()).toEqual([[3, 3, 3]]);
  const { weight, bias } = new Affine(400, 200);
  expect(facts(weight as Tensor).bound).toBeCloseTo(1 / 20, 3);
  expect(facts(bias as Tensor).bound).toBeCloseTo(1 / 20, 2);
  expect(facts(new Conv2d(25, 40, 4).bias as Tensor).bound).toBeCloseTo(1 / 20, 2);
});

test("a mode that there is not is a sentence", () => {
  expect(() => heNormal({ mode: "fan_in" as "fanIn" })).toThrow(
    'heNormal: the mode must be "fanIn" or "fanOut"; got "fan_in".',
  );
});

test("a weight needs two axes", () => {
  expect(() => fansOf([3])).toThrow("initializer: a weight needs at least two axes; got [3].");
  expect(() => heNormal()([3])).toThrow("initializer: a weight needs at least two axes; got [3].");
});

test.each<[string, readonly number[]]>([
  ["wide", [30, 70]],
  ["tall", [70, 30]],
  ["square", [50, 50]],
  ["a convolution's", [8, 3, 3, 5]],
  ["one row", [1, 5]],
  ["empty", [0, 5]],
])("orthogonal: rows or columns are at right angles, and as long as the gain: %s", (_, size) => {
  const initializer = orthogonal({ gain: 1.5, generator: new Generator(1) });
  const weight = initializer(size, { dtype: "float64" });
  expect(weight.shape).toEqual(size);
  const matrix: Tensor = weight.reshape([size[0]!, size.slice(1).reduce((a, b) => a * b)]);
  const [rows, columns] = matrix.shape as [number, number];
  const fewer: Tensor = rows > columns ? matrix.transpose() : matrix;
  const products = fewer.matmul(fewer.transpose());
  const off = products.sub(eye(Math.min(rows, columns), { dtype: "float64" }).mul(1.5 ** 2));
  expect(Math.max(0, ...off.abs().data())).toBeLessThan(1e-14);
});

test("orthogonal matrices are all equally likely: the mean of each element is 0, of its square one over the length", () => {
  const generator = new Generator(3);
  const draws = Array.from({ length: 2000 }, () => orthogonal({ generator })([3, 4]));
  const all = stack(draws);
  for (const mean of all.mean(0).data())
    expect(Math.abs(mean)).toBeLessThan(5 * (0.5 / 2000 ** 0.5));
  for (const square of all.square().mean(0).data())
    expect(Math.abs(square - 1 / 4)).toBeLessThan(0.03);
});

test("orthogonal makes the weights that carry a recurrent state, the same from the same seed", () => {
  const make = (): Tensor =>
    new LSTM(3, 8, {
      recurrentInitializer: orthogonal({ generator: new Generator(5) }),
    }).cells[0]!.recurrentWeight;
  expect(make().data()).toEqual(make().data());
});
