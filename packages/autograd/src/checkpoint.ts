import { type Inputs, Node, type Primitive, within } from "@chainrule/graph";
import { asTensor, type Operand, Tensor } from "@chainrule/tensor";
import { type Boundary, moveBoundary, withBoundary } from "./boundary.ts";
import type { Arguments } from "./custom-function.ts";

/** The uncomputed nodes from `inputs`, exclusive, to `node`, every one after what it uses. Versions of variables stay what they are. */
function between(inputs: ReadonlySet<Node>, node: Node): Node[] {
  const seen = new Set<Node>();
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next) || inputs.has(next) || next.value !== null || next.variable) continue;
    seen.add(next);
    stack.push(...next.inputs);
  }
  return [...seen].toSorted((a, b) => a.id - b.id);
}

/** The node's primitive on other inputs, for the same user operation. */
function rebuilt<P extends Primitive>(node: Node<P>, inputs: readonly Node[]): Node {
  return within(node.debug, () =>
    Node.apply(node.primitive!, inputs as readonly Node[] as Inputs<P, Node>, node.attributes),
  );
}

/** Computes `node` anew from `inputs`: a copy of all that is built on them, behind barriers that the compiler does not merge across. */
function recomputed(node: Node, inputs: readonly Node[]): Node {
  const copies = new Map<Node, Node>();
  for (const input of inputs) {
    if (!copies.has(input)) {
      copies.set(input, Node.apply("identity", [input], { marker: "checkpoint" }));
    }
  }
  const to = (of: Node): Node => copies.get(of) ?? of;
  for (const step of between(new Set(inputs), node)) {
    if (!step.inputs.some((input) => copies.has(input))) continue;
    const copy = rebuilt(step, step.inputs.map(to));
    moveBoundary(step, copy, to);
    copies.set(step, copy);
  }
  return to(node);
}

/** The gradient goes through a copy of what is behind the boundary. */
class CheckpointBoundary implements Boundary {
  readonly #inputs: readonly Node[];

  constructor(inputs: readonly Node[]) {
    this.#inputs = inputs;
  }

  sources(node: Node): readonly Node[] {
    return [recomputed(node.inputs[0]!, this.#inputs)];
  }

  backward(g: Tensor): readonly Tensor[] {
    return [g];
  }

  moved(to: (node: Node) => Node): Boundary {
    return new CheckpointBoundary(this.#inputs.map(to));
  }
}

/**
 * The function `f`, whose intermediate results are computed again on the way back instead of being kept: less memory for more time. Values and
 * gradients are the same, also for tensors that `f` closes over, and random numbers are drawn once.
 *
 * Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"; as `jax.checkpoint`.
 *
 * ```ts
 * import { checkpoint, gradients } from "@chainrule/autograd";
 * import { tensor } from "@chainrule/tensor";
 *
 * const block = checkpoint((x) => x.mul(2).square());
 * const x = tensor([1, 3]);
 * gradients(block(x).sum(), x); // => [8, 24]
 * ```
 */
export function checkpoint<I extends readonly Tensor[], O extends Tensor>(
  f: (...inputs: I) => O,
): (...inputs: Arguments<I>) => O {
  return (...given) => {
    const inputs = (given as readonly Operand[]).map((input) => asTensor(input));
    // Before `f` may assign to one of them.
    const nodes = inputs.map(({ node }) => node);
    const output = f(...(inputs as readonly Tensor[] as I));
    return withBoundary(output, "checkpoint", new CheckpointBoundary(nodes)) as O;
  };
}
