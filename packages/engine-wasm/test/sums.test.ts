import { Node } from "@chainrule/graph";
import { describe, expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

vi.setConfig({ testTimeout: 60_000 });

const engine = wasmEngine({ threads: 1 });

/** Terms of one sign, whose partial sums grow: what is lost of each is lost for good. */
const terms: Readonly<Record<string, (length: number) => Float32Array>> = {
  "equal ones": (length) => new Float32Array(length).fill(0.1),
  "uniform ones": (length) => {
    let state = 7;
    const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    return Float32Array.from({ length }, uniform);
  },
};

type Sum = (x: Float32Array) => Node;

const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });
const matmul = (a: Node, b: Node): Node => Node.apply("matmul", [a, b], { dtype: "float32" });

/** Sums of all terms, whose elements lie next to each other or apart. */
const sums: Readonly<Record<string, Sum>> = {
  "along an axis": (x) => sum(leaf("float32", [x.length], x), 0),
  "along two axes": (x) => sum(leaf("float32", [x.length / 1024, 1024], x), 0, 1),
  "along an outer axis": (x) => {
    const columns = x.length / 16;
    const spread = Float32Array.from(
      { length: x.length },
      (_, i) => x[(i % 16) * columns + (i >> 4)]!,
    );
    return sum(sum(leaf("float32", [columns, 16], spread), 0), 0);
  },
  "of squares of roots": (x) => {
    const roots = Node.apply("sqrt", [leaf("float32", [x.length], x)], {});
    return sum(Node.apply("mul", [roots, roots], {}), 0);
  },
  "of many rows": (x) => {
    const rows = sum(leaf("float32", [256, x.length / 256], x), 1);
    return sum(rows, 0);
  },
  "of a product of matrices": (x) => {
    const ones = leaf("float32", [x.length / 8, 8], new Float32Array(x.length).fill(1));
    const product = matmul(leaf("float32", [8, x.length / 8], x), ones);
    return sum(
      Node.apply("mul", [product, leaf("float32", [8, 1], Array(8).fill(1 / 8))], {}),
      0,
      1,
    );
  },
};

/** The relative error of a sum, in units of the rounding error of one addition. */
function errorOf(make: Sum, x: Float32Array): number {
  const exact = x.reduce((total, one) => total + one, 0);
  const [[result]] = program(engine, [make(x)])() as unknown as [[number]];
  return Math.abs(result - exact) / exact / 2 ** -24;
}

/** A running sum of as many equal terms loses up to half their number. */
const most = 300;

describe.each(Object.entries(terms))(
  "law: sums of %s lose no more, the more there are",
  (_, make) => {
    test.each(Object.entries(sums))("%s", (__, add) => {
      for (const length of [2 ** 14, 2 ** 18, 2 ** 22]) {
        expect(errorOf(add, make(length)), `${length} terms`).toBeLessThan(most);
      }
    });
  },
);
