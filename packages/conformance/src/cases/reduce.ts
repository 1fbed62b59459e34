import { type Attributes, type DType, Node, type Reduce, type Shape } from "@chainrule/graph";
import type { Dice } from "../dice.ts";
import { type Fill, given, leaf } from "../leaves.ts";
import type { Cases, Closeness, Entry } from "./case.ts";

const sums: readonly DType[] = ["int32", "float32", "float64"];
const any: readonly DType[] = ["bool", "uint8", ...sums];

/** `[shape, axes]`: one axis of every length up to 70, several axes, none, and large ones. */
function* places(
  dice: Dice,
  empty: boolean,
  dtype: DType,
): Iterable<readonly [Shape, readonly number[]]> {
  for (let length = empty ? 0 : 1; length <= 70; length += length < 20 ? 1 : 7) {
    yield [[length], [0]];
    yield [[dice.integer(1, 9), length], [1]];
    yield [[length, dice.integer(1, 9)], [0]];
  }
  for (let i = 0; i < 24; i++) {
    const shape = dice.shape(dice.integer(0, 5), 6);
    const axes = shape
      .map((_, axis) => axis)
      .filter((axis) => dice.chance(0.5) && (empty || shape[axis] !== 0));
    yield [shape, axes];
  }
  yield [
    [10, 50, 60],
    [0, 2],
  ];
  if (dtype !== "float32") return;
  yield [[300, 500], [0]];
  yield [[300, 500], [1]];
  yield [[120_000], [0]];
}

function* floats(dtype: DType): Iterable<Node> {
  if (dtype !== "float32" && dtype !== "float64") return;
  yield leaf(
    dtype,
    [7, 5],
    [
      [1, NaN, 2, NaN, 3],
      [Infinity, 1, 2, 3, 4],
      [1, -Infinity, 2, -Infinity, 4],
      [-0, 0, -0, 0, -0],
      [-0, -0, -0, -0, -0],
      [Infinity, -Infinity, 1, NaN, 1],
      [1e-40, -1e-40, 1e-45, 0, 1e30],
    ].flat(),
  );
}

interface Domain {
  readonly dtypes: readonly DType[];
  /** Whether an empty axis can be reduced. */
  readonly empty: boolean;
  readonly fill?: (dice: Dice) => Fill;
  readonly special?: boolean;
}

/** The axes are many where `attributes` takes them so, else each case takes its first axis. */
function entry<P extends Reduce>(
  primitive: P,
  attributes: (axes: readonly number[]) => Attributes<P> | null,
  closeness: Closeness<P>,
  { dtypes, empty, fill, special = true }: Domain,
): Entry<P> {
  const apply = (x: Node, over: Attributes<P>): Node<P> =>
    Node.apply<Reduce>(primitive, [x], over) as Node<P>;
  return {
    closeness,
    *cases(dice) {
      for (const dtype of dtypes) {
        if (special) for (const x of floats(dtype)) yield apply(x, attributes([1])!);
        for (const [shape, axes] of places(dice, empty, dtype)) {
          const over = attributes(axes);
          if (over !== null) yield apply(given(dice, dtype, shape, fill?.(dice)), over);
        }
      }
    },
  };
}

const many = (axes: readonly number[]): { axes: readonly number[] } => ({ axes });
const one = ([axis]: readonly number[]): { axis: number } | null =>
  axis === undefined ? null : { axis };

/** The number of elements that `node` reduces to one. */
function countOf(node: Node<Reduce>): number {
  const [x] = node.inputs;
  const { axes } = node.attributes as Attributes<"sum">;
  return axes.reduce((count, axis) => count * x!.shape[axis]!, 1);
}

const magnitude = <P extends "sum" | "prod">(node: Node<P>): Node =>
  Node.apply<"sum" | "prod">(
    node.primitive!,
    [Node.apply("abs", [node.inputs[0]!], {})],
    node.attributes,
  );

/** Signs, and factors so near to 1 that the product of thousands is finite. */
const nearOne =
  (dice: Dice): Fill =>
  (dtype, shape) => {
    if (dtype === "int32") return dice.elements(dtype, shape);
    const data = dice.normals(dtype, shape);
    return data.map((x) => (dice.chance(0.5) ? 1 : -1) * Math.exp(x / 100)) as typeof data;
  };

const extremes: Domain = { dtypes: any, empty: false };

export const reduce: Cases<Reduce> = {
  sum: entry(
    "sum",
    many,
    // Blocks of 256 elements, and then sums of those.
    {
      magnitude,
      factor: (node) => 4 + Math.min(countOf(node), 256) / 8 + Math.log2(1 + countOf(node)),
    },
    { dtypes: sums, empty: true },
  ),
  prod: entry(
    "prod",
    many,
    { magnitude, factor: (node) => 4 + countOf(node) / 2 },
    { dtypes: sums, empty: true, fill: nearOne },
  ),
  max: entry("max", (axes) => ({ axes, keepsNaN: true }), "exact", extremes),
  min: entry("min", many, "exact", extremes),
  argmax: entry("argmax", one, "exact", extremes),
  argmin: entry("argmin", one, "exact", extremes),
};
