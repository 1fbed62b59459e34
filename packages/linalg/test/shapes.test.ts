import { ones, type Shape, type Tensor, tensor } from "@chainrule/tensor";
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

// The compiler compares two such functions by their types' identity.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Identity<A> = <T>() => T extends A ? 1 : 2;
type Equal<A, B> = Identity<A> extends Identity<B> ? true : false;
type Or<Condition, Otherwise> = Condition extends true ? unknown : Otherwise;

/** Checks that the type of `x` states exactly the shape `S` and `dtype`, and that its shape is `shape`. */
function is<S extends Shape>() {
  return <T extends Tensor, const D extends string>(
    x: T & Or<Equal<T["shape"], S>, { readonly typeSays: T["shape"] }>,
    shape: S,
    dtype: D & Or<Equal<T["dtype"], D>, { readonly typeSays: T["dtype"] }>,
  ): void => {
    expect(x.shape).toEqual(shape);
    expect(x.dtype).toBe(dtype);
  };
}

const x = ones([5, 3, 3]);
const double = ones([3, 3], { dtype: "float64" });
const tall = ones([2, 4, 3]);
const open = ones([3, 3] as number[]);

test("shapes and dtypes are known where lengths are", () => {
  is<[5, 3, 3]>()(cholesky(x), [5, 3, 3], "float32");
  is<[3, 3]>()(inverse(double), [3, 3], "float64");
  is<[2, 2]>()(
    inverse([
      [1, 2],
      [3, 4],
    ]),
    [2, 2],
    "float32",
  );
  is<[5, 3]>()(eigh(x).values, [5, 3], "float32");
  is<[3, 3]>()(eigh(double).vectors, [3, 3], "float64");
  is<[5, 3, 3]>()(matrixPower(x, 2), [5, 3, 3], "float32");
  is<[5]>()(determinant(x), [5], "float32");
  is<[]>()(logDeterminant(double), [], "float64");
  is<[5]>()(slogdet(x).sign, [5], "float32");
  is<[2, 4, 3]>()(qr(tall).q, [2, 4, 3], "float32");
  is<[2, 3, 3]>()(qr(tall).r, [2, 3, 3], "float32");
  is<[2, 3]>()(qr(ones([2, 3])).r, [2, 3], "float32");
  is<[2, 2]>()(qr(ones([2, 3])).q, [2, 2], "float32");
  is<[5, 3]>()(solve(x, [1, 2, 3]), [5, 3], "float32");
  is<[5, 3, 2]>()(solve(x, ones([3, 2], { dtype: "float64" })), [5, 3, 2], "float64");
  is<[7, 5, 3, 2]>()(solveTriangular(x, ones([7, 1, 3, 2])), [7, 5, 3, 2], "float32");
  is<[2, 3]>()(leastSquares(tall, ones([4])), [2, 3], "float32");
  is<[2, 3, 6]>()(leastSquares(tall, ones([4, 6])), [2, 3, 6], "float32");
  is<[2, 2]>()(
    cholesky(
      tensor(
        [
          [2, 1],
          [1, 2],
        ],
        { dtype: "int32" },
      ),
    ),
    [2, 2],
    "float32",
  );
  is<Shape>()(cholesky(open), [3, 3], "float32");
});

test.each<[string, () => unknown]>([
  [
    "cholesky: matrices must be square; got [2, 4, 3].",
    // @ts-expect-error cholesky: matrices must be square; got [2, 4, 3]
    () => cholesky(tall),
  ],
  [
    "determinant: needs matrices, [..., m, n]; got [3].",
    // @ts-expect-error determinant: needs matrices, [..., m, n]; got [3]
    () => determinant([1, 2, 3]),
  ],
  [
    "qr: needs matrices, [..., m, n]; got [].",
    // @ts-expect-error qr: needs matrices, [..., m, n]; got []
    () => qr(2),
  ],
  [
    "solve: both sides must have the same number of rows; got [5, 3, 3] and [2].",
    // @ts-expect-error solve: both sides must have the same number of rows; got [5, 3, 3] and [2]
    () => solve(x, [1, 2]),
  ],
  [
    "solve: leading axes must broadcast; got [5, 3, 3] and [2, 3, 1].",
    // @ts-expect-error solve: leading axes must broadcast; got [5, 3, 3] and [2, 3, 1]
    () => solve(x, ones([2, 3, 1])),
  ],
  [
    "solveTriangular: a right side needs at least one axis; got [].",
    // @ts-expect-error solveTriangular: a right side needs at least one axis; got []
    () => solveTriangular(x, 1),
  ],
  [
    "leastSquares: both sides must have the same number of rows; got [2, 4, 3] and [3].",
    // @ts-expect-error leastSquares: both sides must have the same number of rows; got [2, 4, 3] and [3]
    () => leastSquares(tall, [1, 2, 3]),
  ],
  [
    "solveTriangular: there is no option lower, only upper, unitDiagonal.",
    // @ts-expect-error there is no option lower
    () => solveTriangular(x, [1, 2, 3], { lower: true }),
  ],
  ["matrixPower: the exponent must be a whole number; got 0.5.", () => matrixPower(x, 0.5)],
  ["inverse: matrices must be square; got [2, 3].", () => inverse(ones([2, 3] as number[]))],
])("%s", (sentence, f) => {
  expect(f).toThrow(sentence);
});
