import {
  gradient,
  gradients,
  hessian,
  hessianVectorProduct,
  jacobian,
  jvp,
  valueAndGradient,
  vjp,
} from "@chainrule/autograd";
import { fromData, Parameter, State, type Tensor, tensor } from "@chainrule/tensor";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

const cube = (x: Tensor): Tensor => x.pow(3).sum();
const product = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum();

describe("gradient", () => {
  test("of one tensor, of several, of chosen ones", () => {
    expect(gradient(cube)([1, 2]).toArray()).toEqual([3, 12]);
    expect(gradient(product)([1, 2], [3, 4]).map((g) => g.toArray())).toEqual([
      [3, 4],
      [1, 2],
    ]);
    const second = gradient(product, { argnums: 1 })([1, 2], [3, 4]);
    expect(second.toArray()).toEqual([1, 2]);
    const swapped = gradient(product, { argnums: [1, 0] })([1, 2], [3, 4]);
    expect(swapped.map((g) => g.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("of gradients", () => {
    const sumOf = (f: (x: Tensor) => Tensor) => (x: Tensor) => f(x).sum();
    const second = gradient(sumOf(gradient(cube)));
    expect(second([1, 2]).toArray()).toEqual([6, 12]);
    expect(gradient(sumOf(second))([1, 2]).toArray()).toEqual([6, 6]);
  });

  test("is partial: a tensor given twice, or closed over, counts where it is the input", () => {
    const x = tensor([2, 3]);
    expect(gradient(product)(x, x).map((g) => g.toArray())).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(gradient((y: Tensor) => y.mul(x).sum())(x).toArray()).toEqual([2, 3]);
    const w = new Parameter([2, 3]);
    expect(gradient((y: Tensor) => y.mul(w).sum())(w).toArray()).toEqual([2, 3]);
  });

  test("passes through to what an input was made from", () => {
    const x = tensor([1, 2]);
    const outer = gradient(cube)(x.mul(2)).sum();
    expect(gradients(outer, x).toArray()).toEqual([24, 48]);
  });

  test("integer inputs are no targets", () => {
    const f = (x: Tensor, i: Tensor): Tensor => x.take(i, 0).sum();
    const i = tensor([0, 0], { dtype: "int32" });
    expect(gradient(f, { argnums: 0 })([1, 2], i).toArray()).toEqual([2, 0]);
    expect(() => gradient(f)([1, 2], i)).toThrowErrorMatchingInlineSnapshot(
      `[DTypeError: gradient: input 1 (int32[2]) must have a floating dtype.]`,
    );
  });

  test("errors", () => {
    expect(() => gradient((x: Tensor) => x.square())([1, 2])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: gradient: the result must be a scalar; got float32[2]: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.]`,
    );
    const ignores = (x: Tensor, y: Tensor): Tensor => x.sum().add(y.detach().sum());
    expect(() => gradient(ignores)([1], [2])).toThrowErrorMatchingInlineSnapshot(
      `[Error: gradient: the result does not depend on input 1 (float32[1]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.]`,
    );
    const [, dy] = gradient(ignores, { allowUnused: true })([1], [2]);
    expect(dy.toArray()).toEqual([0]);
    expect(() => gradient(cube, { argnums: 1 as 0 })([1])).toThrowErrorMatchingInlineSnapshot(
      `[RangeError: gradient: argnums must name inputs from 0 to 0; got 1.]`,
    );
  });
});

test("valueAndGradient", () => {
  const [value, dx] = valueAndGradient(cube)([1, 2]);
  expect([value.item(), dx.toArray()]).toEqual([9, [3, 12]]);
});

describe("vjp", () => {
  const affine = (x: Tensor, w: Tensor, b: Tensor): Tensor => x.matmul(w).add(b);

  test("a forward and a backward, as the notebooks have them", () => {
    const [y, backward] = vjp(
      affine,
      [[1, 2]],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [1, 1, 1],
    );
    expect(y.toArray()).toEqual([[10, 13, 16]]);
    const [dx, dw, db] = backward([[1, 0, -1]]);
    expect([dx.toArray(), dw.toArray(), db.toArray()]).toEqual([
      [[-2, -2]],
      [
        [1, 0, -1],
        [2, 0, -2],
      ],
      [1, 0, -1],
    ]);
    expect(backward([[0, 1, 0]])[2].toArray()).toEqual([0, 1, 0]);
  });

  test("errors", () => {
    const [, backward] = vjp(affine, [[1, 2]], [[1], [1]], 0);
    expect(() => backward([1])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: vjp: the gradient of the result must have its shape [1, 1]; got [1].]`,
    );
    expect(backward()[2].toArray()).toBe(1);
    const [, wide] = vjp((x: Tensor) => x.square(), [1, 2]);
    expect(() => wide()).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: vjp: the result must be a scalar; got float32[2]: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.]`,
    );
    const [, unused] = vjp((...[x]: [Tensor, Tensor]) => x.square(), [1], [2]);
    expect(() => unused([1])).toThrowErrorMatchingInlineSnapshot(
      `[Error: vjp: the result does not depend on input 1 (float32[1]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.]`,
    );
    expect(unused([1], { allowUnused: true })[1].toArray()).toEqual([0]);
  });
});

/** Functions ℝ⁶ × ℝ³ → ℝ… that touch every family. */
const functions: Record<string, (x: Tensor, y: Tensor) => Tensor> = {
  elementwise: (x, y) => x.reshape([2, 3]).mul(y).tanh().add(y.exp()).div(y.square().add(1)),
  softmax: (x, y) => x.reshape([2, 3]).add(y).softmax(),
  "log-sum-exp": (x, y) => x.reshape([2, 3]).sub(y).logSumExp(1),
  variance: (x, y) => x.reshape([2, 3]).variance(0).mul(y),
  products: (x, y) => x.reshape([3, 2]).prod(0).add(y.prod()),
  extremes: (x, y) => x.reshape([2, 3]).max(1).maximum(y.min()),
  movement: (x, y) =>
    x
      .reshape([3, 2])
      .flip(0)
      .pad([
        [1, 0],
        [0, 1],
      ])
      .slice([0, 0], [3, 3])
      .mul(y),
  windows: (x, y) => x.windows({ axes: [0], sizes: [3], strides: [2] }).mul(y),
  take: (x, y) => x.take(tensor([5, 0, 5], { dtype: "int32" }), 0).mul(y),
  matmul: (x, y) => x.reshape([2, 3]).matmul(y).sin(),
};

/** `n` numbers that differ from each other, to keep away from ties. */
const vector = (n: number): fc.Arbitrary<Tensor> =>
  fc.array(fc.integer({ min: -100, max: 100 }), { minLength: n, maxLength: n }).map((all) =>
    fromData(
      Float64Array.from(all, (one, i) => one / 60 + i * 1.1e-4),
      [n],
      "float64",
    ),
  );

const dot = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();

describe.each(Object.entries(functions))("%s", (_, f) => {
  test("⟨vjp(g), v⟩ = ⟨g, jvp(v)⟩", () => {
    fc.assert(
      fc.property(vector(6), vector(3), vector(6), vector(3), vector(9), (x, y, v, u, many) => {
        const [z, along] = jvp(f, [x, y], [v, u]);
        const [, backward] = vjp(f, x, y);
        const g = many.slice([0], [z.size]).reshape(z.shape);
        const [dx, dy] = backward(g);
        const [left, right] = [dot(dx, v) + dot(dy, u), dot(g, along)];
        expect(Math.abs(left - right)).toBeLessThan(1e-9 * Math.max(1, Math.abs(left)));
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  test("vjp is linear in g; the Jacobian has its rows and jvp its columns", () => {
    fc.assert(
      fc.property(vector(6), vector(3), vector(6), (x, y, v) => {
        const g = (at: Tensor): Tensor => f(at, y);
        const rows = jacobian(g)(x);
        const [z, along] = jvp(g, [x], [v]);
        const matrix = rows.reshape([z.size, 6]);
        const wanted = matrix.matmul(v).sub(along.flatten());
        expect(wanted.abs().sum().item()).toBeLessThan(1e-9);
        const [, backward] = vjp(g, x);
        const weights = z.detach();
        const [dx] = backward(weights);
        const other = weights.flatten().matmul(matrix).sub(dx);
        expect(other.abs().sum().item()).toBeLessThan(1e-8);
      }),
      { numRuns: 5, seed: 2 },
    );
  });
});

describe("second order", () => {
  const f = (x: Tensor): Tensor => x.prod().add(x.pow(3).sum());

  test("the Hessian", () => {
    expect(hessian(f)([1, 2, 3]).toArray()).toEqual([
      [6, 3, 2],
      [3, 12, 1],
      [2, 1, 18],
    ]);
    const linear = hessian((x: Tensor) => x.sum())([[1, 2]]);
    expect(linear.toArray()).toEqual([[[[0, 0]], [[0, 0]]]]);
  });

  test("its product with a vector, without it", () => {
    const [along] = hessianVectorProduct(f, [[1, 2, 3]], [[1, -1, 2]]);
    expect(along.toArray()).toEqual([7, -7, 37]);
    const unused = (...given: [Tensor, Tensor]): Tensor => given[0].square().sum();
    const zero = hessianVectorProduct(unused, [[1, 2], [3]], [[1, 1], [1]]);
    expect(zero.map((one) => one.toArray())).toEqual([[2, 2], [0]]);
    const both = hessianVectorProduct(product, [[1], [2]], [[3], [4]]);
    expect(both.map((one) => one.toArray())).toEqual([[4], [3]]);
  });

  test("shapes, empty results and several inputs of a Jacobian", () => {
    expect(
      jacobian((x: Tensor) => x.matmul([[1], [2]]))([
        [1, 2],
        [3, 4],
      ]).shape,
    ).toEqual([2, 1, 2, 2]);
    expect(jacobian((x: Tensor) => x.slice([0], [0]))([1, 2]).shape).toEqual([0, 2]);
    const found = jacobian((x: Tensor, y: Tensor) => x.mul(y))([1, 2], 3);
    expect(found.map((one) => one.toArray())).toEqual([
      [
        [3, 0],
        [0, 3],
      ],
      [1, 2],
    ]);
  });

  test("assignments are dropped", () => {
    const calls = new State(0);
    const counting = (x: Tensor): Tensor => {
      calls.assign(calls.add(1));
      return x.square().sum();
    };
    jacobian(counting)([1]);
    hessian(counting)([1]);
    hessianVectorProduct(counting, [[1]], [[1]]);
    expect(calls.item()).toBe(0);
  });

  test("errors", () => {
    expect(() => jvp(cube, [[1, 2]], [[1]])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: jvp: the vector for input 0 must have its shape [2]; got [1].]`,
    );
    expect(() => jvp(cube, [[1, 2]], [] as never)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: jvp: needs one vector for each of 1 inputs; got 0.]`,
    );
    expect(() => hessian((x: Tensor) => x.square())([1, 2])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: hessian: the result must be a scalar; got float32[2]: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.]`,
    );
    expect(() => jacobian((x: Tensor) => x.detach())([1])).toThrowErrorMatchingInlineSnapshot(
      `[Error: jacobian: the result does not depend on input 0 (float32[1]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.]`,
    );
  });
});
