import { gradients } from "@chainrule/autograd";
import { eye, fromData, Generator, randn, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  cholesky,
  determinant,
  eigh,
  inverse,
  leastSquares,
  logDeterminant,
  matrixPower,
  qr,
  slogdet,
  solve,
  solveTriangular,
} from "../src/index.ts";

const generator = new Generator(5);
const drawn = (...shape: readonly number[]): Tensor =>
  randn([...shape], { dtype: "float64", generator }) as Tensor;

/** Expects two tensors to differ by no more than `tolerance` anywhere, and NaN nowhere. */
function expectNear(found: Tensor, wanted: Tensor, tolerance: number): void {
  expect(found.shape).toEqual(wanted.shape);
  expect(found.sub(wanted).abs().max().item()).toBeLessThan(tolerance);
}

const product = (a: Tensor, b: Tensor): Tensor => a.matmul(b) as Tensor;
const transposed = (a: Tensor): Tensor => a.matrixTranspose() as Tensor;
const identity = (n: number): Tensor => eye(n, { dtype: "float64" }) as Tensor;

// One panel and two, which the last one does not fill. What rounds grows with lengths and conditions: elements are of size 1 to n.
const sizes = [1, 3, 33] as const;
const tolerance = (n: number): number => 1e-13 * n * n;

test.each(sizes)("law: factors of %i columns multiply to what they are of", (n) => {
  const a = drawn(2, n, n);
  const positive = product(a, transposed(a)).add(identity(n)) as Tensor;
  const l = cholesky(positive) as Tensor;
  expectNear(product(l, transposed(l)), positive, tolerance(n));
  expectNear(l, l.tril() as Tensor, 1e-300);
  for (const [rows, columns] of [
    [n + 2, n],
    [n, n + 2],
  ] as const) {
    const given = drawn(2, rows, columns);
    const { q, r } = qr(given) as { q: Tensor; r: Tensor };
    expectNear(product(q, r), given, tolerance(n));
    expectNear(product(transposed(q), q), identity(n).expand([2, n, n]) as Tensor, tolerance(n));
    expectNear(r, r.triu() as Tensor, 1e-300);
  }
});

test.each(sizes)("law: what solves %i equations fits them", (n) => {
  const a = drawn(2, 1, n, n);
  const b = drawn(3, n, 2);
  const wanted = b.expand([2, 3, n, 2]) as Tensor;
  const x = solve(a, b) as Tensor;
  const size = Math.max(1, x.abs().max().item());
  expectNear(product(a, x), wanted, size * tolerance(n));
  const upper = a.triu().add(identity(n).mul(4)) as Tensor;
  const up = solveTriangular(upper, b, { upper: true }) as Tensor;
  expectNear(product(upper, up), wanted, Math.max(1, up.abs().max().item()) * tolerance(n));
});

test.each(sizes)("law: the determinant of a product of %i rows is that of determinants", (n) => {
  const [a, b] = [drawn(n, n), drawn(n, n)];
  const [x, y, both] = [a, b, product(a, b)].map((one) => slogdet(one));
  expect(both!.sign.item()).toBe(x!.sign.item() * y!.sign.item());
  const sum = x!.logDeterminant.item() + y!.logDeterminant.item();
  expect(both!.logDeterminant.item()).toBeCloseTo(sum, 9);
});

test("law: exchanging two rows turns the sign, whatever their order was", () => {
  const turned = [
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
  ];
  expect(determinant(turned).item()).toBe(1);
  expect(determinant([turned[1]!, turned[0]!, turned[2]!]).item()).toBe(-1);
});

test("law: the residual of least squares stands on all columns", () => {
  const [a, b] = [drawn(7, 3), drawn(7)];
  const x = leastSquares(a, b) as Tensor;
  const residual = product(a, x).sub(b) as Tensor;
  expectNear(product(transposed(a), residual), zeros([3], { dtype: "float64" }) as Tensor, 1e-12);
});

test.each([1, 2, 3])(
  "law: %i eigenvectors are orthonormal, and what is multiplied by its value",
  (n) => {
    const x = drawn(2, n, n);
    const a = x.add(transposed(x)) as Tensor;
    const { values, vectors } = eigh(a) as { values: Tensor; vectors: Tensor };
    const scaled = vectors.mul(values.reshape([2, 1, n])) as Tensor;
    expectNear(product(a, vectors), scaled, 1e-12);
    expectNear(
      product(transposed(vectors), vectors),
      identity(n).expand([2, n, n]) as Tensor,
      1e-13,
    );
    for (const row of values.toArray() as number[][])
      expect(row.toSorted((p, q) => p - q)).toEqual(row);
  },
);

test("equal eigenvalues have orthonormal vectors, and a gradient", () => {
  const a = tensor([
    [1, 2, 2],
    [2, 1, 2],
    [2, 2, 1],
  ]).cast("float64") as Tensor;
  const { values, vectors } = eigh(a) as { values: Tensor; vectors: Tensor };
  expectNear(values, tensor([-1, -1, 5], { dtype: "float64" }), 1e-14);
  expectNear(product(transposed(vectors), vectors), identity(3), 1e-14);
  expectNear(gradients(values.sum() as Tensor, a), identity(3), 1e-14);
  const diagonal = eigh([
    [3, 0],
    [0, -1],
  ]);
  expect(diagonal.values.toArray()).toEqual([-1, 3]);
  expect(eigh(zeros([2, 2])).vectors.toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(eigh(zeros([0, 0])).values.shape).toEqual([0]);
  expect([
    ...eigh([
      [NaN, 1],
      [1, 2],
    ]).values.data(),
  ]).toEqual([NaN, NaN]);
});

test("power 0 is the identity, of singular matrices too", () => {
  expect(matrixPower(zeros([3, 2, 2]), 0).toArray()).toEqual(eye(2).expand([3, 2, 2]).toArray());
  expect(matrixPower(zeros([0, 0]), -5).shape).toEqual([0, 0]);
});

test("float32 and integers are float32, with its rounding", () => {
  const a = tensor([
    [4, 2],
    [2, 10],
  ]);
  expect(cholesky(a.cast("int32")).toArray()).toEqual([
    [2, 0],
    [1, 3],
  ]);
  const x = randn([34, 34], { generator });
  const error = inverse(x).matmul(x).sub(eye(34)).abs().max().item();
  expect(error).toBeLessThan(1e-3);
});

test("a pivot is the largest, however small the first is", () => {
  const a = [
    [1e-20, 1],
    [1, 1],
  ];
  const x = solve(tensor(a, { dtype: "float64" }), [1, 2]);
  expect(x.toArray()).toEqual([1, 1]);
});

test("of nothing comes nothing, and a determinant of 1", () => {
  const none = zeros([0, 0]);
  for (const f of [cholesky, inverse]) expect(f(none).shape).toEqual([0, 0]);
  expect(determinant(none).item()).toBe(1);
  expect(slogdet(none).logDeterminant.item()).toBe(0);
  expect(determinant(zeros([0, 2, 2])).shape).toEqual([0]);
  expect(solve(none, zeros([0, 3])).shape).toEqual([0, 3]);
  expect(solve(zeros([2, 2]).add(eye(2)), zeros([2, 0])).shape).toEqual([2, 0]);
  const { q, r } = qr(zeros([3, 0]));
  expect([q.shape, r.shape]).toEqual([
    [3, 0],
    [0, 0],
  ]);
  expect(leastSquares(zeros([0, 0]), zeros([0])).shape).toEqual([0]);
});

test("of singular matrices, those that are not positive, and NaN comes what is documented", () => {
  const singular = [
    [1, 2],
    [2, 4],
  ];
  expect(determinant(singular).item()).toBeCloseTo(0, 12);
  expect(slogdet(singular).sign.item()).toBeCloseTo(0, 12);
  expect(slogdet(singular).logDeterminant.item()).toBe(-Infinity);
  expect(logDeterminant(singular).item()).toBe(-Infinity);
  expect([...solve(singular, [1, 1]).data()].some(Number.isFinite)).toBe(false);
  expect([...inverse(singular).data()].some(Number.isFinite)).toBe(false);
  const indefinite = [
    [1, 2],
    [2, 1],
  ];
  expect(cholesky(indefinite).toArray()).toEqual([
    [1, 0],
    [2, NaN],
  ]);
  expect(logDeterminant(indefinite).item()).toBeNaN();
  const zero = qr(zeros([2, 2]));
  expect(zero.q.toArray()).toEqual(eye(2).toArray());
  expect(zero.r.toArray()).toEqual(zeros([2, 2]).toArray());
  const unknown = fromData(Float32Array.of(NaN, 1, 1, 1), [2, 2]);
  expect(determinant(unknown).item()).toBeNaN();
  expect([...solve(unknown, [1, 1]).data()]).toEqual([NaN, NaN]);
});

test("the other triangle does not count, whatever stands there", () => {
  const a = tensor([
    [4, Infinity],
    [2, 10],
  ]);
  expect(cholesky(a).toArray()).toEqual([
    [2, 0],
    [1, 3],
  ]);
  expect(solveTriangular(a, [4, 12]).toArray()).toEqual([1, 1]);
});
