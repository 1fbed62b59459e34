import { Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

let next = 0;

/** Numbers that occur once. */
function numbers(shape: readonly number[]): Node {
  const first = next;
  next += sizeOf(shape);
  const elements = Float32Array.from({ length: sizeOf(shape) }, (_, i) => first + i);
  return leaf("float32", shape, elements);
}

const join = (axis: number, ...inputs: Node[]): Node => Node.apply("concatenate", inputs, { axis });

const turn = (x: Node): Node =>
  Node.apply("permute", [x], { axes: x.shape.map((_, axis) => axis).toReversed() });

/** Elementwise work, so that the values lie where the engine puts them. */
const work = (x: Node): Node => Node.apply("add", [x, x], {});

/** A frame of two rows and a column around an image. */
function framed(x: Node): Node {
  const [rows, columns] = x.shape as [number, number];
  const tall = join(0, numbers([1, columns]), x, numbers([1, columns]));
  return join(1, numbers([rows + 2, 1]), tall);
}

const images = [
  [0, 3],
  [1, 1],
  [3, 5],
  [7, 16],
  [9, 33],
] as const;

const cases: Readonly<Record<string, (rows: number, columns: number) => Node[]>> = {
  "a frame": (r, c) => [framed(numbers([r, c]))],
  "a frame of a frame": (r, c) => [framed(framed(numbers([r, c])))],
  "the same part twice": (r, c) => {
    const tall = join(0, numbers([r, c]), numbers([2, c]));
    return [join(1, tall, tall)];
  },
  "a part that is read as well": (r, c) => {
    const tall = join(0, numbers([r, c]), numbers([2, c]));
    return [join(1, tall, numbers([r + 2, 1])), tall, work(tall)];
  },
  "parts that lie in columns": (r, c) => [
    work(join(0, work(turn(numbers([c, r]))), turn(numbers([c, 2])))),
  ],
  "a frame that is turned": (r, c) => [work(turn(framed(work(turn(numbers([c, r]))))))],
};

test.each(Object.entries(cases))("%s, as the reference has it", (_, build) => {
  for (const [rows, columns] of images) {
    next = -40;
    const roots = build(rows, columns);
    const [got, expected] = [wasmEngine({ threads: 1 }), referenceEngine()].map((engine) =>
      program(engine, roots)(),
    );
    expect(got).toEqual(expected);
  }
});
