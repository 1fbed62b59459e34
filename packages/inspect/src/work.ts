import { type Attributes, type Node, type Primitive, sizeOf } from "@chainrule/graph";

/** How many floating-point operations a node takes. */
type Count<P extends Primitive> = (node: Node, attributes: Attributes<P>) => number;

const free = (): number => 0;
/** One for each element that goes in. */
const each = ({ inputs }: Node): number => sizeOf(inputs[0]!.shape);

/** Those that do not take one operation for each element of the result. A multiplication and an addition are two. */
const counts: { readonly [P in Primitive]?: Count<P> } = {
  identity: free,
  cast: free,
  not: free,
  and: free,
  or: free,
  where: free,
  sum: each,
  prod: each,
  max: each,
  min: each,
  argmax: each,
  argmin: each,
  reshape: free,
  permute: free,
  expand: free,
  flip: free,
  slice: free,
  pad: free,
  windows: free,
  fold: each,
  concatenate: free,
  take: free,
  scatterAdd: each,
  matmul: ({ inputs, shape }) => 2 * sizeOf(shape) * inputs[0]!.shape.at(-1)!,
  /** Without the products with zeros that an input dilation puts in, as in a transposed convolution. */
  convolve: ({ inputs, shape }, { roles, inputDilation }) => {
    const kernel = inputs[1]!.shape;
    const [, ...summed] = roles.kernel;
    const terms = sizeOf(summed.map((axis) => kernel[axis]!)) / sizeOf(inputDilation);
    return Math.round(2 * sizeOf(shape) * terms);
  },
  constant: free,
  iota: free,
  random: free,
};

/** The floating-point operations of one node. */
export function operationsOf<P extends Primitive>(node: Node<P>): number {
  if (node.primitive === null) return 0;
  const count: Count<P> | undefined = counts[node.primitive];
  return count === undefined ? sizeOf(node.shape) : count(node, node.attributes);
}
