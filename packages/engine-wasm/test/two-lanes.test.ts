import { type DType, Node, sizeOf } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { describe, expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const some = [
  0,
  -0,
  1,
  -1,
  2.5,
  -2.5,
  0.5,
  3,
  1e300,
  -1e-300,
  3e9,
  -3e9,
  1e18 + 3e5,
  Infinity,
  -Infinity,
  NaN,
  7,
];

/** Sizes around whole vectors, and several side by side. */
const lengths = [1, 3, 8, 15, 17];

const numbers = (length: number, from = 0): Float64Array =>
  Float64Array.from({ length }, (_, i) => some[(i * 5 + from) % some.length]!);

const whole = (length: number, from = 0): Float64Array =>
  Float64Array.from({ length }, (_, i) => (i * 37 + from) % 120);

const apply = (primitive: "add" | "mul" | "less" | "maximum", a: Node, b: Node): Node =>
  Node.apply(primitive, [a, b], {});
const cast = (x: Node, dtype: DType): Node => Node.apply("cast", [x], { dtype });

/** Holds what the engine computes, with one thread and with two, against what the reference does. */
function expectAlike(roots: readonly Node[]): void {
  const [expected, ...got] = [
    referenceEngine(),
    wasmEngine({ threads: 1 }),
    wasmEngine({ threads: 2 }),
  ].map((engine) => program(engine, roots)().map((data) => Array.from(data)));
  for (const one of got) expect(one).toEqual(expected);
}

/** An input as it lies, turned, reversed, every second element of it, and one element for all. */
function views(dtype: DType, length: number, from: number): Node[] {
  const values = dtype === "float64" || dtype === "float32" ? numbers : whole;
  const shape = [3, length];
  const of = (...sizes: number[]): Node =>
    leaf(
      dtype,
      sizes,
      dtype === "bool" ? whole(sizeOf(sizes), from).map((x) => x % 2) : values(sizeOf(sizes), from),
    );
  const starts = leaf("int32", [2], Int32Array.of(0, 0));
  return [
    of(3, length),
    Node.apply("permute", [of(length, 3)], { axes: [1, 0] }),
    Node.apply("flip", [of(3, length)], { axes: [1] }),
    Node.apply("slice", [of(3, 2 * length), starts], { sizes: shape, steps: [1, 2] }),
    Node.apply("expand", [of(1, length)], { shape }),
    Node.apply("expand", [of(3, 1)], { shape }),
  ];
}

describe.each(lengths)("float64 in lines of %d", (length) => {
  test("elementwise", () => {
    for (const [k, x] of views("float64", length, 0).entries()) {
      const y = views("float64", length, 3)[(k * 5 + 1) % 6]!;
      const unary = ["neg", "abs", "sign", "sqrt", "floor", "ceil", "round"] as const;
      const binary = ["add", "sub", "mul", "div", "maximum", "minimum"] as const;
      const comparing = ["less", "lessEqual", "equal"] as const;
      const masks = comparing.map((one) => Node.apply(one, [x, y], {}));
      const [less, , equal] = masks as [Node, Node, Node];
      const either = Node.apply("or", [less, Node.apply("not", [equal], {})], {});
      const zero = Node.apply("constant", [], { value: 0, dtype: "float64" });
      const negative = Node.apply("constant", [], { value: -0, dtype: "float64" });
      expectAlike([
        ...unary.map((one) => Node.apply(one, [x], {})),
        ...binary.map((one) => Node.apply(one, [x, y], {})),
        ...masks,
        either,
        Node.apply("where", [either, x, y], {}),
        Node.apply("where", [either, x, zero], {}),
        Node.apply("where", [less, negative, x], {}),
        Node.apply("where", [less, equal, either], {}),
        Node.apply("less", [less, equal], {}),
        cast(less, "float64"),
        ...(["float32", "int32", "uint8", "bool"] as const).map((dtype) => cast(x, dtype)),
      ]);
    }
  });

  test("beside other dtypes", () => {
    for (const dtype of ["float32", "int32", "uint8", "bool"] as const) {
      for (const [k, x] of views(dtype, length, 2).entries()) {
        const y = views("float64", length, 1)[(k * 5 + 2) % 6]!;
        const sum = apply("add", cast(x, "float64"), y);
        const chosen = Node.apply("where", [cast(x, "bool"), y, sum], {});
        expectAlike([
          sum,
          chosen,
          cast(sum, "float32"),
          apply("less", sum, y),
          apply("mul", cast(cast(sum, "float32"), "float64"), y),
          Node.apply("add", [cast(apply("less", sum, y), "int32"), cast(x, "int32")], {}),
        ]);
      }
    }
  });

  test("reduced", () => {
    const [y] = views("float64", length, 0);
    for (const x of views("float64", length, 4)) {
      const roots = [[0], [1], [0, 1]].flatMap((axes) => [
        Node.apply("max", [x], { axes, keepsNaN: true }),
        Node.apply("min", [x], { axes }),
        Node.apply("sum", [cast(apply("less", x, y!), "int32")], { axes }),
        Node.apply("sum", [cast(views("int32", length, 1)[0]!, "float64")], { axes }),
        Node.apply("max", [apply("less", x, y!)], { axes, keepsNaN: true }),
      ]);
      const places = [0, 1].map((axis) => Node.apply("argmax", [x], { axis }));
      expectAlike([...roots, ...places]);
    }
  });

  test("counted, taken and added to places", () => {
    const [x] = views("float64", length, 0);
    const count = Node.apply("iota", [], { length, dtype: "float64" });
    const key = leaf("int32", [4], Int32Array.of(1, 2, -2, 4));
    const at = leaf("int32", [4], Int32Array.of(2, -1, 0, 3));
    const finite = leaf("float64", [4, length], whole(4 * length));
    expectAlike([
      count,
      Node.apply("random", [key], { shape: [3, length], dtype: "float64" }),
      apply("mul", count, x!),
      Node.apply("take", [x!, at], { axis: 0 }),
      Node.apply("scatterAdd", [finite, at], { axis: 0, length: 3 }),
    ]);
  });
});

test("many float64 are added up as exactly as one after the other, or better", () => {
  const x = Float64Array.from({ length: 100_003 }, (_, i) => Math.sin(i) + 1e-3 * i);
  let [sum, error] = [0, 0];
  for (const one of x) {
    const next = sum + one;
    error += Math.abs(sum) >= Math.abs(one) ? sum - next + one : one - next + sum;
    sum = next;
  }
  const root = Node.apply("sum", [leaf("float64", [x.length], x)], { axes: [0] });
  const [[got] = []] = program(wasmEngine({ threads: 1 }), [root])();
  expect(Math.abs(got! - (sum + error)) / (sum + error)).toBeLessThan(1e-14);
});
