import { type DType, Node, type Shape } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const some = [
  3,
  NaN,
  -Infinity,
  7,
  7,
  0,
  Infinity,
  -2,
  NaN,
  1e30,
  -1e-30,
  5,
  5,
  -Infinity,
  2,
  9,
  4,
];

/** Elements of which many are equal; of float32 also lines that hold nothing but −∞, or begin with NaN. */
function elements(dtype: DType, shape: Shape, from: number): Node {
  const count = shape.reduce((n, length) => n * length, 1);
  const values = Array.from({ length: count }, (_, i) => {
    const at = Math.imul(i + from, 2654435761) >>> 8;
    if (dtype === "bool") return at % 5 === 0 ? 1 : 0;
    if (dtype === "uint8") return at % 256;
    if (dtype === "int32") return (at % 41) - 20;
    return i % 97 < 12 ? -Infinity : some[at % some.length]!;
  });
  return leaf(dtype, shape, values);
}

/** Rows as they lie, turned, reversed, and every second of their elements. */
function views(dtype: DType, rows: number, length: number): Node[] {
  const starts = leaf("int32", [2], [0, 1]);
  return [
    elements(dtype, [rows, length], 1),
    Node.apply("permute", [elements(dtype, [length, rows], 2)], { axes: [1, 0] }),
    Node.apply("flip", [elements(dtype, [rows, length], 3)], { axes: [0, 1] }),
    Node.apply("slice", [elements(dtype, [rows, 2 * length], 4), starts], {
      sizes: [rows, length],
      steps: [1, 2],
    }),
  ];
}

const engines = [wasmEngine({ threads: 1 }), wasmEngine({ threads: 2 })];

test.each(["float32", "int32", "uint8", "bool"] as const)(
  "the largest and smallest of lines of %s, and where they are",
  (dtype) => {
    for (const rows of [1, 3, 4, 9, 21]) {
      for (const length of [1, 2, 5, 16, 23, 24, 41]) {
        const roots = views(dtype, rows, length).flatMap((x) =>
          [0, 1].flatMap((axis) => [
            Node.apply("argmax", [x], { axis }),
            Node.apply("argmin", [x], { axis }),
            Node.apply("max", [x], { axes: [axis], keepsNaN: true }),
            Node.apply("min", [x], { axes: [axis] }),
          ]),
        );
        const computed = (engine = referenceEngine()): number[][] =>
          program(engine, roots)().map((data) => Array.from(data));
        const expected = computed();
        for (const engine of engines) expect(computed(engine)).toEqual(expected);
      }
    }
  },
);

test.each(["float32", "float64"] as const)("of zeros of %s, 0 is larger than −0", (dtype) => {
  for (const length of [3, 8, 37, 100]) {
    // Each row and each column holds one 0.
    const rows = Array.from({ length: length * length }, (_, i) =>
      i % (length + 1) === 0 ? 0 : -0,
    );
    const x = leaf(dtype, [length, length], rows);
    const y = Node.apply("neg", [x], {});
    const roots = [0, 1].flatMap((axis) => [
      Node.apply("max", [x], { axes: [axis], keepsNaN: true }),
      Node.apply("min", [y], { axes: [axis] }),
    ]);
    for (const engine of [referenceEngine(), ...engines]) {
      program(engine, roots)().forEach((data, i) => {
        expect(Array.from(data)).toEqual(rows.slice(0, length).fill(i % 2 === 0 ? 0 : -0));
      });
    }
  }
});

test("the largest of what is computed on the way", () => {
  const [x, y] = [elements("float32", [37, 10], 5), elements("float32", [10], 6)];
  const sum = Node.apply("add", [x, y], {});
  const roots = [
    Node.apply("argmax", [sum], { axis: 1 }),
    Node.apply("argmin", [sum], { axis: 0 }),
    Node.apply("max", [Node.apply("less", [x, y], {})], { axes: [1], keepsNaN: true }),
    Node.apply(
      "equal",
      [Node.apply("argmax", [x], { axis: 1 }), Node.apply("argmin", [x], { axis: 1 })],
      {},
    ),
  ];
  const [expected, ...others] = [referenceEngine(), ...engines].map((engine) =>
    program(engine, roots)().map((data) => Array.from(data)),
  );
  for (const one of others) expect(one).toEqual(expected);
});
