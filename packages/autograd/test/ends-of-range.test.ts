import { type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { gradients } from "../src/index.ts";

// What is made of exponentials and logarithms is right to the ends of what a dtype holds, and its gradients are.

type Unary = (x: Tensor) => Tensor;

/** The function, and its first and second derivatives. */
function withSlopes(f: Unary): Unary[] {
  const slope =
    (g: Unary): Unary =>
    (x) =>
      gradients(g(x).sum(), x);
  return [f, slope(f), slope(slope(f))];
}

describe.each([
  ["float32", Math.fround, 2 ** -23, 89.41, [-149, 127], [-45, 38]],
  ["float64", (x: number) => x, 2 ** -52, 710.47, [-1074, 1023], [-323, 308]],
] as const)("%s", (dtype, round, unit, largest, [low2, high2], [low10, high10]) => {
  const points = [-largest, -largest + 1, -40, -9.25, -9, -2, 0, 0.5, 9, 9.25, 40, largest];
  const smallest = dtype === "float32" ? 2 ** -126 : 2 ** -1022;

  test.each<[name: string, f: Unary, exact: (x: number) => number, slope: (x: number) => number]>([
    ["sinh", (x) => x.sinh(), Math.sinh, Math.cosh],
    ["cosh", (x) => x.cosh(), Math.cosh, Math.sinh],
  ])("%s overflows where the result does, and so do its gradients", (_, f, exact, slope) => {
    const given = points.map(round);
    for (const [order, g] of withSlopes(f).entries()) {
      const wanted = given.map(order === 1 ? slope : exact);
      const got = [...g(tensor(given, { dtype })).data()];
      expect(
        got.map((y, i) => Math.abs(y - wanted[i]!) <= 4 * unit * Math.abs(wanted[i]!)),
      ).toEqual(got.map(() => true));
    }
    const beyond = f(tensor([-largest - 1, largest + 1, -Infinity, Infinity, NaN], { dtype }));
    expect([...beyond.abs().data()]).toEqual([Infinity, Infinity, Infinity, Infinity, NaN]);
  });

  test("log2 of powers of 2", () => {
    const powers = Array.from({ length: high2 - low2 + 1 }, (_, i) => i + low2);
    const x = tensor(
      powers.map((power) => 2 ** power),
      { dtype },
    );
    expect([...x.log2().data()]).toEqual(powers);
    expect([...x.log2().floor().data()]).toEqual(powers);
  });

  test("log10 of powers of 10", () => {
    const all = Array.from({ length: high10 - low10 + 1 }, (_, i) => i + low10);
    const powers = all.filter((power) => 10 ** power >= smallest);
    const x = tensor(
      powers.map((power) => Number(`1e${power}`)),
      { dtype },
    );
    expect([...x.log10().data()]).toEqual(powers);
  });

  test.each<[name: string, f: Unary, exact: (x: number) => number, base: number]>([
    ["log2", (x) => x.log2(), Math.log2, 2],
    ["log10", (x) => x.log10(), Math.log10, 10],
  ])("%s of what is no power, and its gradients", (_, f, exact, base) => {
    const given = [1 - 2 * unit, 1 + unit, 1.5, 3, 9.75, 1e15, 1e-15, smallest].map(round);
    const ln = Math.log(base);
    const orders = [exact, (x: number) => 1 / (x * ln), (x: number) => -1 / (x * x * ln)];
    for (const [order, g] of withSlopes(f).entries()) {
      const wanted = given.map((x) => round(orders[order]!(x)));
      const got = [...g(tensor(given, { dtype })).data()];
      const near = (y: number, to: number): boolean =>
        y === to || Math.abs(y - to) <= 4 * unit * Math.abs(to);
      expect(got.map((y, i) => near(y, wanted[i]!))).toEqual(got.map(() => true));
    }
    expect([...f(tensor([0, Infinity, -1, NaN], { dtype })).data()]).toEqual([
      -Infinity,
      Infinity,
      NaN,
      NaN,
    ]);
  });
});
