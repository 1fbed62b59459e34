import { type Contract, type DType, isFloating, Node, type Shape, sizeOf } from "@chainrule/graph";
import { anyConvolution, type Convolving, training } from "../convolution.ts";
import type { Dice } from "../dice.ts";
import { type Fill, given } from "../leaves.ts";
import type { Cases } from "./case.ts";

/** The inputs' dtype and the result's. */
const dtypes: readonly (readonly [DType, DType])[] = [
  ["float32", "float32"],
  ["float64", "float64"],
  ["int32", "int32"],
  ["uint8", "int32"],
  ["uint8", "uint8"],
  ["float32", "float64"],
];

const normals =
  (dice: Dice): Fill =>
  (dtype, shape) =>
    isFloating(dtype) ? dice.normals(dtype, shape) : dice.elements(dtype, shape);

/** The shapes of two matrices: odd ones, empty ones, and batches that broadcast. */
function* matrices(dice: Dice): Iterable<readonly [Shape, Shape]> {
  const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 65];
  for (const m of lengths) {
    const [k, n] = [dice.pick(lengths), dice.pick(lengths)];
    yield [
      [m, k],
      [k, n],
    ];
  }
  for (const [m, k, n] of [
    [0, 3, 2],
    [2, 0, 3],
    [2, 3, 0],
  ] as const) {
    yield [
      [m, k],
      [k, n],
    ];
  }
  for (let i = 0; i < 16; i++) {
    const [m, k, n] = [dice.integer(1, 12), dice.integer(1, 12), dice.integer(1, 12)];
    const batch = dice.shape(dice.integer(1, 3), 4);
    const some = batch
      .slice(dice.integer(0, batch.length))
      .map((length) => (dice.chance(0.3) ? 1 : length));
    const [left, right] = dice.chance(0.5) ? [batch, some] : [some, batch];
    yield [
      [...left, m, k],
      [...right, k, n],
    ];
  }
}

function abs(node: Node): Node {
  return node.dtype === "uint8" ? node : Node.apply("abs", [node], {});
}

/** Products are added in any order, in the dtype of the result: the error grows as the square root of their number. */
function magnitudeOf<P extends Contract>(node: Node<P>): Node {
  const inputs = node.inputs.map(abs) as [Node, Node];
  return Node.apply<Contract>(node.primitive!, inputs, node.attributes);
}

const error = (terms: number): number => 3 + Math.sqrt(terms);

function convolve(
  dice: Dice,
  { input, kernel, attributes }: Convolving,
  from: DType,
  dtype: DType,
) {
  const inputs = [
    given(dice, from, input, normals(dice)),
    given(dice, from, kernel, normals(dice)),
  ];
  return Node.apply("convolve", inputs as [Node, Node], { ...attributes, dtype });
}

/** Layers of convolutional networks, small: channels not a multiple of 4, rests at the edges, strides. */
const layers = [
  { batch: 2, channels: 1, out: 16, length: 9, size: 5, stride: 1, padding: 2 },
  { batch: 3, channels: 6, out: 10, length: 8, size: 5, stride: 1, padding: 2 },
  { batch: 2, channels: 3, out: 5, length: 11, size: 3, stride: 1, padding: 1 },
  { batch: 2, channels: 3, out: 8, length: 11, size: 3, stride: 2, padding: 1 },
  { batch: 1, channels: 4, out: 4, length: 12, size: 3, stride: 2, padding: 0 },
  { batch: 3, channels: 5, out: 7, length: 6, size: 1, stride: 1, padding: 0 },
  { batch: 2, channels: 8, out: 6, length: 7, size: 1, stride: 2, padding: 0 },
  { batch: 1, channels: 2, out: 3, length: 13, size: 5, stride: 2, padding: 2 },
  { batch: 2, channels: 4, out: 4, length: 8, size: 3, stride: 1, padding: 1, groups: 4 },
  { batch: 2, channels: 6, out: 9, length: 7, size: 3, stride: 2, padding: 1, groups: 3 },
  { batch: 4, channels: 17, out: 33, length: 14, size: 3, stride: 1, padding: 1 },
] as const;

export const contract: Cases<Contract> = {
  matmul: {
    closeness: {
      magnitude: magnitudeOf,
      factor: (node) => error(node.inputs[0]!.shape.at(-1)!),
    },
    *cases(dice) {
      for (const [from, dtype] of dtypes) {
        for (const [a, b] of matrices(dice)) {
          const inputs = [given(dice, from, a, normals(dice)), given(dice, from, b, normals(dice))];
          yield Node.apply("matmul", inputs as [Node, Node], { dtype });
        }
      }
      for (const [m, k, n] of [
        [70, 300, 130],
        [3, 1000, 4],
        [200, 5, 201],
      ] as const) {
        const a = given(dice, "float32", [m, k], normals(dice));
        const b = given(dice, "float32", [k, n], normals(dice));
        yield Node.apply("matmul", [a, b], { dtype: "float32" });
      }
      // Longer than a cache, as rows and as columns.
      const long = given(dice, "float32", [5003, 129], normals(dice));
      const columns = Node.apply("permute", [long], { axes: [1, 0] });
      for (const a of [long, columns]) {
        const b = given(dice, "float32", [a.shape[1]!, 20], normals(dice));
        yield Node.apply("matmul", [a, b], { dtype: "float32" });
      }
    },
  },
  convolve: {
    closeness: {
      magnitude: magnitudeOf,
      factor: (node) => {
        const [input, kernel] = node.inputs;
        const terms = sizeOf(kernel!.shape) / node.shape[node.attributes.roles.output[1]!]!;
        return error(Math.min(terms, sizeOf(input!.shape)));
      },
    },
    *cases(dice) {
      for (const spatial of [1, 2, 3, 0]) {
        for (let i = 0; i < (spatial === 0 ? 5 : 40); i++) {
          yield convolve(dice, anyConvolution(dice, spatial), "float32", "float32");
        }
      }
      for (const [from, dtype] of dtypes.slice(1)) {
        for (let i = 0; i < 8; i++) yield convolve(dice, anyConvolution(dice, 2), from, dtype);
      }
      for (const layer of layers) {
        for (const pass of Object.values(training(layer))) {
          yield convolve(dice, pass, "float32", "float32");
        }
      }
      for (const pass of Object.values(training(layers[3]))) {
        yield convolve(dice, pass, "float64", "float64");
      }
    },
  },
};
