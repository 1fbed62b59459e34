import { broadcastShapes, Node, sizeOf } from "@chainrule/graph";
import type { Dice } from "../dice.ts";
import type { Size } from "./exact.ts";
import { finish, Pool, type Value } from "./pool.ts";
import { type Move, moves } from "./shaping.ts";

function constant(value: number, like: Node): Node {
  return Node.apply("constant", [], { value, dtype: like.dtype });
}

const add = (a: Node, b: Node): Node => Node.apply("add", [a, b], {});
const sub = (a: Node, b: Node): Node => Node.apply("sub", [a, b], {});
const mul = (a: Node, b: Node): Node => Node.apply("mul", [a, b], {});
const div = (a: Node, b: Node): Node => Node.apply("div", [a, b], {});
const tanh = (x: Node): Node => Node.apply("tanh", [x], {});
const abs = (x: Node): Node => Node.apply("abs", [x], {});
const exp = (x: Node): Node => Node.apply("exp", [x], {});
const sqrt = (x: Node): Node => Node.apply("sqrt", [x], {});

/** A function whose slope is nowhere steep, and a bound of what it gives. */
function unary(f: (x: Node) => Node, most: (bound: number) => number): Move {
  return (pool, { node, bound }) => pool.add(f(node), most(bound));
}

function binary(f: (a: Node, b: Node) => Node, most: (a: number, b: number) => number): Move {
  return (pool, x) => {
    const y = pool.partner(x);
    const shape = broadcastShapes(x.node.shape, y.node.shape)!;
    if (sizeOf(shape) > pool.most) return null;
    return pool.dice.chance(0.5)
      ? pool.add(f(x.node, y.node), most(x.bound, y.bound))
      : pool.add(f(y.node, x.node), most(y.bound, x.bound));
  };
}

/** A function of the lines along one axis. */
function line(f: (x: Node, axis: number) => Node, most: (bound: number) => number): Move {
  return (pool, { node, bound }) => {
    const { shape } = node;
    const axis = pool.dice.chance(0.6) ? shape.length - 1 : pool.dice.integer(0, shape.length - 1);
    if (shape.length === 0 || shape[axis] === 0) return null;
    return pool.add(f(node, axis), most(bound));
  };
}

const kept = (reduced: Node, x: Node, axis: number): Node =>
  Node.apply("reshape", [reduced], { shape: x.shape.with(axis, 1) });
const sum = (x: Node, axis: number): Node =>
  kept(Node.apply("sum", [x], { axes: [axis] }), x, axis);
const mean = (x: Node, axis: number): Node => mul(sum(x, axis), constant(1 / x.shape[axis]!, x));
const shifted = (x: Node, axis: number): Node =>
  sub(x, kept(Node.apply("max", [x], { axes: [axis], keepsNaN: false }), x, axis));

const makes: { readonly [name: string]: Move } = {
  ...moves,
  exp: unary(
    (x) => exp(tanh(x)),
    () => 3,
  ),
  expm1: unary(
    (x) => Node.apply("expm1", [tanh(x)], {}),
    () => 2,
  ),
  log: unary(
    (x) => Node.apply("log", [add(abs(x), constant(1, x))], {}),
    (b) => b,
  ),
  log1p: unary(
    (x) => Node.apply("log1p", [mul(x, x)], {}),
    (b) => b + 1,
  ),
  sqrt: unary(
    (x) => sqrt(add(abs(x), constant(0.5, x))),
    (b) => b + 1,
  ),
  sin: unary(
    (x) => Node.apply("sin", [x], {}),
    () => 1,
  ),
  cos: unary(
    (x) => Node.apply("cos", [x], {}),
    () => 1,
  ),
  tanh: unary(tanh, () => 1),
  erf: unary(
    (x) => Node.apply("erf", [x], {}),
    () => 1.2,
  ),
  sigmoid: unary(
    (x) => Node.apply("sigmoid", [x], {}),
    () => 1,
  ),
  relu: unary(
    (x) => Node.apply("maximum", [x, constant(0, x)], {}),
    (b) => b,
  ),
  neg: unary(
    (x) => Node.apply("neg", [x], {}),
    (b) => b,
  ),
  clipped: unary(
    (x) =>
      Node.apply("where", [Node.apply("less", [x, constant(1, x)], {}), x, constant(1, x)], {}),
    (b) => b,
  ),
  detached: unary(
    (x) => Node.apply("identity", [x], { marker: "detach" }),
    (b) => b,
  ),
  add: binary(add, (a, b) => a + b),
  sub: binary(sub, (a, b) => a + b),
  mul: binary(mul, (a, b) => a * b),
  div: binary(
    (a, b) => div(a, add(mul(b, b), constant(1, b))),
    (a) => a,
  ),
  pow: binary(
    (a, b) => Node.apply("pow", [add(abs(a), constant(1, a)), tanh(b)], {}),
    (a) => a + 1,
  ),
  atan2: binary(
    (a, b) => Node.apply("atan2", [a, add(abs(b), constant(1, b))], {}),
    () => 1.6,
  ),
  maximum: binary((a, b) => Node.apply("maximum", [a, b], {}), Math.max),
  minimum: binary((a, b) => Node.apply("minimum", [a, b], {}), Math.max),
  mean: line(mean, (b) => b),
  max: line(
    (x, axis) => Node.apply("max", [x], { axes: [axis], keepsNaN: true }),
    (b) => b,
  ),
  min: line(
    (x, axis) => Node.apply("min", [x], { axes: [axis] }),
    (b) => b,
  ),
  softmax: line(
    (x, axis) => {
      const exps = exp(shifted(x, axis));
      return div(exps, sum(exps, axis));
    },
    () => 1,
  ),
  logSoftmax: line(
    (x, axis) => {
      const shift = shifted(x, axis);
      return sub(shift, Node.apply("log", [sum(exp(shift), axis)], {}));
    },
    (b) => 2 * b + 10,
  ),
  normalized: line(
    (x, axis) => {
      const centered = sub(x, mean(x, axis));
      const variance = mean(mul(centered, centered), axis);
      return div(centered, sqrt(add(variance, constant(0.1, x))));
    },
    (b) => 4 * b,
  ),
  matmul: (pool, { node, bound }) => {
    const k = node.shape.at(-1);
    if (node.shape.length < 2 || k === undefined || k === 0) return null;
    const other = pool.leaf(node.dtype, [k, pool.dice.pick([1, 3, 8, pool.longest])], 1);
    const y = Node.apply("matmul", [node, other.node], { dtype: node.dtype });
    if (sizeOf(y.shape) > pool.most) return null;
    return pool.add(mul(y, constant(1 / k, node)), bound);
  },
};

/** A program of smooth functions of floats: engines agree up to the rounding of each step. */
export function smoothProgram(dice: Dice, size: Size): ReturnType<typeof finish> {
  const pool = new Pool(dice, size.most, size.longest);
  const dtype = dice.pick(["float32", "float32", "float64"] as const);
  const leaves = dice.integer(1, 3);
  for (let i = 0; i < leaves; i++) pool.leaf(dtype, pool.shape(dice.integer(0, 4)), 2);
  const names = Object.keys(makes);
  for (let made = 0; made < size.steps;) {
    const x: Value = pool.pick()!;
    const tame = x.bound <= 30 ? x : pool.add(tanh(x.node), 1);
    if (makes[dice.pick(names)]!(pool, tame) !== null) made++;
  }
  return finish(pool);
}
