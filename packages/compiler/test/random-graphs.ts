import { broadcastShapes, Node, sizeOf } from "@chainrule/graph";
import { type Arbitrary, array, nat, record, tuple } from "fast-check";
import { constant, leaf } from "./leaves.ts";
import { binary, kept, matmul, max, pad, slice, sum, unary } from "./operations.ts";

/** The most elements of a value. */
const most = 5000;

/** Makes a value from two earlier ones and a number, or `null` where it cannot. */
type Move = (x: Node, y: Node, n: number) => Node | null;

const axisOf = ({ shape }: Node, n: number): number => n % shape.length;

const moves: readonly Move[] = [
  (x, y) => (broadcastShapes(x.shape, y.shape) === null ? null : binary("add", x, y)),
  (x, y) => (broadcastShapes(x.shape, y.shape) === null ? null : binary("div", x, y)),
  (x, _, n) => binary("mul", x, constant(n)),
  (x) => unary("exp", x),
  (x) => unary("neg", x),
  (x, _, n) =>
    Node.apply("permute", [x], {
      axes: x.shape
        .map((__, a) => a)
        .toSorted((p, q) => ((p + n) % x.shape.length) - ((q + n) % x.shape.length)),
    }),
  (x, _, n) =>
    Node.apply("flip", [x], { axes: x.shape.map((__, a) => a).filter((a) => (n >> a) % 2 === 0) }),
  (x) => Node.apply("reshape", [x], { shape: [sizeOf(x.shape)] }),
  (x, _, n) => {
    const axis = axisOf(x, n);
    const length = x.shape[axis]!;
    const part = [2, 3, 4].find((p) => length > 0 && length % p === 0);
    if (part === undefined || x.shape.length > 3) return null;
    return Node.apply("reshape", [x], { shape: x.shape.toSpliced(axis, 1, length / part, part) });
  },
  (x, _, n) =>
    slice(
      x,
      x.shape.map((length, a) => Math.ceil(length / (1 + ((n >> a) % 2)))),
    ),
  (x, _, n) =>
    pad(
      x,
      x.shape.map((length, a) => length + ((n >> a) % 3)),
    ),
  (x, _, n) => (x.shape.length === 0 ? null : sum(x, axisOf(x, n))),
  (x, _, n) => {
    if (x.shape.length === 0) return null;
    const axis = axisOf(x, n);
    return x.shape[axis] === 0 ? null : binary("sub", x, kept(max(x, axis), x, axis));
  },
  (x, y, n) => {
    const axis = axisOf(x, n);
    const fits =
      x.shape.length > 0 &&
      x.shape.length === y.shape.length &&
      x.shape.every((length, a) => a === axis || length === y.shape[a]);
    return fits ? Node.apply("concatenate", [x, y], { axis }) : null;
  },
  (x, y) =>
    x.shape.length === 2 && y.shape.length === 2 && x.shape[1] === y.shape[0] ? matmul(x, y) : null,
  (x) => {
    if (x.shape.length !== 2) return null;
    return matmul(x, Node.apply("permute", [x], { axes: [1, 0] }));
  },
  (x, _, n) => {
    const axis = axisOf(x, n);
    if (x.shape.length === 0 || x.shape.length > 3 || x.shape[axis]! < 3) return null;
    const of = { axes: [axis], sizes: [3], strides: [1 + (n % 3)], dilations: [1] };
    const spread = Node.apply("windows", [x], of);
    return n % 2 === 0
      ? spread
      : Node.apply("fold", [unary("exp", spread)], { ...of, shape: x.shape });
  },
  (x, _, n) => {
    if (x.shape.length === 0) return null;
    return Node.apply("take", [x, leaf([1 + n], "int32")], { axis: axisOf(x, n) });
  },
  (x, _, n) => {
    if (x.shape.length === 0) return null;
    const axis = axisOf(x, n);
    const indices = leaf([x.shape[axis]!], "int32");
    return Node.apply("scatterAdd", [x, indices], { axis, length: 1 + n });
  },
  (x) => {
    if (x.shape.length !== 3) return null;
    const shape = { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] };
    return Node.apply("convolve", [x, leaf([4, x.shape[1]!, 2])], {
      strides: [1],
      padding: [[1, 1]],
      inputDilation: [1],
      kernelDilation: [1],
      groups: 1,
      batchGroups: 1,
      flip: false,
      roles: shape,
      dtype: "float32",
    });
  },
];

const number = nat({ max: 1000 });

/** Values of a random program: what it computes. */
export const roots: Arbitrary<Node[]> = record({
  steps: array(tuple(nat({ max: moves.length - 1 }), number, number, nat({ max: 7 })), {
    minLength: 5,
    maxLength: 60,
    size: "max",
  }),
  outputs: array(number, { minLength: 1, maxLength: 4 }),
}).map(({ steps, outputs }) => {
  const values = [leaf([6, 8]), leaf([8]), leaf([4, 6, 2])];
  for (const [move, x, y, n] of steps) {
    // Mostly the newest values.
    const pick = (i: number): Node => values.at(-1 - (i % Math.min(values.length, 5)))!;
    const made = moves[move]!(pick(x), pick(y), n);
    if (made !== null && sizeOf(made.shape) <= most && made.shape.length < 6) values.push(made);
  }
  return [values.at(-1)!, ...outputs.map((i) => values[i % values.length]!)];
});
