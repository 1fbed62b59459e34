import { broadcastShapes, type DType, Node, sizeOf } from "@chainrule/graph";
import { anyConvolution } from "../convolution.ts";
import type { Dice } from "../dice.ts";
import { finish, Pool, type Value } from "./pool.ts";
import { type Move, moves } from "./shaping.ts";

/** Integers up to here are exact, with room to add two of them. */
const limits: { readonly [D in DType]: number } = {
  bool: 1,
  uint8: Infinity,
  int32: Infinity,
  float32: 2 ** 23,
  float64: 2 ** 50,
};

const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";
const numeric = ({ node }: Value): boolean => node.dtype !== "bool";
const fits = (node: Node, bound: number): boolean => bound <= limits[node.dtype];

function constant(value: number, dtype: DType): Node {
  return Node.apply("constant", [], { value, dtype });
}

/** The value, or where its elements may be large the value brought between −7 and 7. */
function tamed(pool: Pool, x: Value): Value {
  if (!isFloat(x.node.dtype) || x.bound <= 100) return x;
  const low = Node.apply("maximum", [x.node, constant(-7, x.node.dtype)], {});
  return pool.add(Node.apply("minimum", [constant(7, x.node.dtype), low], {}), 7);
}

function unary(name: "neg" | "abs" | "sign" | "floor" | "ceil" | "round" | "not"): Move {
  return (pool, { node, bound }) => {
    const floor = name === "floor" || name === "ceil" || name === "round";
    if (name === "not" ? node.dtype !== "bool" : node.dtype === "bool") return null;
    if (floor && !isFloat(node.dtype)) return null;
    return pool.add(Node.apply(name, [node], {}), name === "sign" || name === "not" ? 1 : bound);
  };
}

type Binary =
  | ("add" | "sub" | "mul" | "mod" | "maximum" | "minimum")
  | ("less" | "lessEqual" | "equal" | "and" | "or");

function binary(name: Binary, bound: (a: number, b: number) => number): Move {
  const logical = name === "and" || name === "or";
  const arithmetic = name === "add" || name === "sub" || name === "mul" || name === "mod";
  return (pool, x) => {
    if (logical ? numeric(x) : arithmetic && !numeric(x)) return null;
    const y = pool.partner(x);
    const both = bound(x.bound, y.bound);
    const shape = broadcastShapes(x.node.shape, y.node.shape)!;
    if (!fits(x.node, both) || sizeOf(shape) > pool.most) return null;
    const [a, b] = pool.dice.shuffle([x.node, y.node]) as [Node, Node];
    return pool.add(Node.apply(name, [a, b], {}), both);
  };
}

function reduction(name: "sum" | "max" | "min"): Move {
  return (pool, { node, bound }) => {
    const axes = node.shape.map((_, axis) => axis).filter(() => pool.dice.chance(0.5));
    const count = axes.reduce((product, axis) => product * node.shape[axis]!, 1);
    if (name === "sum") {
      if (node.dtype === "bool" || node.dtype === "uint8") return null;
      if (!fits(node, bound * count)) return null;
      return pool.add(Node.apply("sum", [node], { axes }), Math.max(bound, bound * count));
    }
    if (count === 0) return null;
    const attributes = name === "max" ? { axes, keepsNaN: true } : { axes };
    return pool.add(Node.apply(name, [node], attributes), bound);
  };
}

function position(name: "argmax" | "argmin"): Move {
  return (pool, { node }) => {
    if (node.shape.length === 0) return null;
    const axis = pool.dice.integer(0, node.shape.length - 1);
    const length = node.shape[axis]!;
    return length === 0 ? null : pool.add(Node.apply(name, [node], { axis }), length);
  };
}

/** What one value becomes, each exact: programs of these give the same bits on every engine. */
const makes: { readonly [name: string]: Move } = {
  ...moves,
  neg: unary("neg"),
  abs: unary("abs"),
  sign: unary("sign"),
  floor: unary("floor"),
  ceil: unary("ceil"),
  round: unary("round"),
  not: unary("not"),
  add: binary("add", (a, b) => a + b),
  sub: binary("sub", (a, b) => a + b),
  mul: binary("mul", (a, b) => a * b),
  maximum: binary("maximum", Math.max),
  minimum: binary("minimum", Math.max),
  halved: (pool, { node, bound }) => {
    if (!isFloat(node.dtype)) return null;
    const half = Node.apply("mul", [node, constant(0.5, node.dtype)], {});
    return pool.add(Node.apply("floor", [half], {}), bound);
  },
  mod: (pool, x) => (isFloat(x.node.dtype) ? null : binary("mod", (_, b) => b)(pool, x)),
  less: binary("less", () => 1),
  lessEqual: binary("lessEqual", () => 1),
  equal: binary("equal", () => 1),
  and: binary("and", () => 1),
  or: binary("or", () => 1),
  where: (pool, x) => {
    const y = pool.partner(x);
    const shape = broadcastShapes(x.node.shape, y.node.shape)!;
    const condition = pool.partner({
      node: Node.apply("less", [x.node, y.node], {}),
      bound: 1,
    });
    const all = broadcastShapes(shape, condition.node.shape);
    if (all === null || sizeOf(all) > pool.most) return null;
    const picked = Node.apply("where", [condition.node, x.node, y.node], {});
    return pool.add(picked, Math.max(x.bound, y.bound));
  },
  identity: (pool, { node, bound }) => {
    const marker = pool.dice.pick(["detach", "custom", "checkpoint"] as const);
    return pool.add(Node.apply("identity", [node], { marker }), bound);
  },
  cast: (pool, { node, bound }) => {
    const dtype = pool.dice.pick(["bool", "uint8", "int32", "float32", "float64"] as const);
    if (isFloat(dtype) && bound > limits[dtype]) return null;
    const result = dtype === "bool" ? 1 : dtype === "uint8" ? 255 : bound;
    return pool.add(Node.apply("cast", [node], { dtype }), result);
  },
  sum: reduction("sum"),
  max: reduction("max"),
  min: reduction("min"),
  argmax: position("argmax"),
  argmin: position("argmin"),
  argsort: (pool, { node }) => {
    if (node.shape.length === 0) return null;
    const axis = pool.dice.integer(0, node.shape.length - 1);
    const length = node.shape[axis]!;
    const count = pool.dice.chance(0.5) ? length : pool.dice.integer(0, length);
    const descending = pool.dice.chance(0.5);
    return pool.add(Node.apply("argsort", [node], { axis, count, descending }), length);
  },
  centered: (pool, x) => {
    // As normalisations do: a reduction meets the elements it was made from.
    if (!isFloat(x.node.dtype) || x.node.shape.length === 0) return null;
    const axis = pool.dice.integer(0, x.node.shape.length - 1);
    if (x.node.shape[axis] === 0) return null;
    const most = Node.apply("max", [x.node], { axes: [axis], keepsNaN: false });
    const kept = Node.apply("reshape", [most], { shape: x.node.shape.with(axis, 1) });
    if (!fits(x.node, 2 * x.bound)) return null;
    return pool.add(Node.apply("sub", [x.node, kept], {}), 2 * x.bound);
  },
  matmul: (pool, x) => {
    if (!numeric(x) || x.node.shape.length < 2) return null;
    const { dice } = pool;
    const { dtype, shape } = x.node;
    const [m, k] = shape.slice(-2) as [number, number];
    const other =
      pool.pick(
        ({ node }) => node.dtype === dtype && node.shape.length === 2 && node.shape[0] === k,
      ) ?? pool.leaf(dtype, [k, dice.integer(1, 9)], 3);
    const bound = x.bound * other.bound * Math.max(k, 1);
    const size = (sizeOf(shape) / Math.max(k, 1)) * other.node.shape[1]!;
    if (!fits(x.node, bound) || size > pool.most || m * k * size > 2 ** 24) return null;
    return pool.add(Node.apply("matmul", [x.node, other.node], { dtype }), bound);
  },
  transposed: (pool, x) => {
    if (!numeric(x) || x.node.shape.length !== 2) return null;
    const { dtype, shape } = x.node;
    const bound = x.bound ** 2 * Math.max(1, shape[0]!);
    if (!fits(x.node, bound) || shape[1]! ** 2 > pool.most) return null;
    const flipped = Node.apply("permute", [x.node], { axes: [1, 0] });
    return pool.add(Node.apply("matmul", [flipped, x.node], { dtype }), bound);
  },
  convolve: (pool, x) => {
    const { dice } = pool;
    if (!numeric(x)) return null;
    const c = anyConvolution(dice, dice.integer(1, 2));
    const { dtype } = x.node;
    const size = sizeOf(c.input);
    if (sizeOf(x.node.shape) < size) return null;
    // As many elements of `x` as the convolution takes.
    const flat = Node.apply("reshape", [x.node], { shape: [sizeOf(x.node.shape)] });
    const start = Node.apply("iota", [], { length: 1, dtype: "int32" });
    const some = Node.apply("slice", [flat, start], { sizes: [size], steps: [1] });
    const input = Node.apply("reshape", [some], { shape: c.input });
    const kernel = pool.leaf(dtype, c.kernel, 3);
    const bound = x.bound * 3 * sizeOf(c.kernel);
    if (!fits(x.node, bound)) return null;
    const y = Node.apply("convolve", [input, kernel.node], { ...c.attributes, dtype });
    return sizeOf(y.shape) > pool.most ? null : pool.add(y, bound);
  },
  random: (pool) => {
    const key = pool.leaf("int32", [4], 1000).node;
    const shape = pool.shape(pool.dice.integer(0, 2));
    return pool.add(Node.apply("random", [key], { shape, dtype: "int32" }), 2 ** 31);
  },
  iota: (pool) => {
    const dtype = pool.dice.pick(["int32", "float32", "float64"] as const);
    const length = pool.dice.integer(0, 9);
    return pool.add(Node.apply("iota", [], { length, dtype }), 9);
  },
};

/** How large a program is. */
export interface Size {
  readonly steps: number;
  /** The most elements of a value, and the longest axis of a leaf. */
  readonly most: number;
  readonly longest: number;
}

/** A program of integers whose results are exact in every dtype, whatever is fused with what. */
export function exactProgram(dice: Dice, size: Size): ReturnType<typeof finish> {
  const pool = new Pool(dice, size.most, size.longest);
  const leaves = dice.integer(1, 4);
  for (let i = 0; i < leaves; i++) {
    const dtype = dice.pick(["float32", "float32", "float64", "int32", "uint8", "bool"] as const);
    const bound = dtype === "bool" ? 1 : dtype === "uint8" ? 255 : 9;
    pool.leaf(dtype, pool.shape(dice.integer(0, 4)), bound);
  }
  const names = Object.keys(makes);
  for (let made = 0; made < size.steps;) {
    const x = tamed(pool, pool.pick()!);
    if (makes[dice.pick(names)]!(pool, x) !== null) made++;
  }
  return finish(pool);
}
