import { gradients } from "@chainrule/autograd";
import { rand, type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

const bases = tensor([-Infinity, -2, -0, 0, 0.25, NaN, Infinity]);

describe("the powers 2, 3, -1, 0.5 and -0.5 are products, quotients and roots", () => {
  // As PyTorch 1.13 computes them; but the slopes of 1/√x at −∞ and −0 are those of its `rsqrt`.
  test.each([
    [0.5, [NaN, NaN, -0, 0, 0.5, NaN, Infinity], [NaN, NaN, -Infinity, Infinity, 1, NaN, 0]],
    [
      -0.5,
      [NaN, NaN, -Infinity, Infinity, 2, NaN, 0],
      [NaN, NaN, Infinity, -Infinity, -4, NaN, -0],
    ],
    [
      -1,
      [-0, -0.5, -Infinity, Infinity, 4, NaN, 0],
      [-0, -0.25, -Infinity, -Infinity, -16, NaN, -0],
    ],
    [2, [Infinity, 4, 0, 0, 0.0625, NaN, Infinity], [-Infinity, -4, -0, 0, 0.5, NaN, Infinity]],
    [
      3,
      [-Infinity, -8, -0, 0, 0.015625, NaN, Infinity],
      [Infinity, 12, 0, 0, 0.1875, NaN, Infinity],
    ],
  ])("%d, at zeros and infinities, with its gradient", (power, values, slopes) => {
    const y = bases.pow(power);
    expect(y.toArray()).toEqual(values);
    expect(gradients(y.sum(), [bases])[0].toArray()).toEqual(slopes);
  });

  test.each<[number, (x: Tensor) => Tensor]>([
    [0.5, (x) => x.sqrt()],
    [-0.5, (x) => x.rsqrt()],
    [-1, (x) => x.reciprocal()],
    [2, (x) => x.mul(x)],
    [3, (x) => x.mul(x).mul(x)],
  ])("%d, to the last digit", (power, expected) => {
    const many = rand([1000], { dtype: "float64" });
    expect(many.pow(power).toArray()).toEqual(expected(many).toArray());
  });
});
