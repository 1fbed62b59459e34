import { Node, type Primitive, Storage } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";

type Named = Readonly<Record<string, Tensor>>;

/** A primitive of leaves as a function of tensors by name, with what it is given. */
export function stepOf(node: Node): { f: (inputs: Named) => { y: Tensor }; inputs: Named } {
  const leaves = node.inputs.map((input, i) => {
    const { shape, dtype } = input;
    const leaf = Node.leaf(shape, dtype, Storage.of(dtype, Tensor.of(input).data()));
    return [`x${i}`, Tensor.of(leaf)] as const;
  });
  const f = (given: Named): { y: Tensor } => {
    const inputs = leaves.map(([name]) => given[name]!.node);
    const y = Node.apply<Primitive>(node.primitive!, inputs as never, node.attributes as never);
    return { y: Tensor.of(y) };
  };
  return { f, inputs: Object.fromEntries(leaves) };
}
