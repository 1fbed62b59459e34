import type { Attributes, Node, TypedArray } from "@chainrule/graph";
import { Assignable, type Tensor } from "@chainrule/tensor";

/** The node of what is looked at. A parameter or state is its leaf: to ask it for its node would be a use of it, which may run what waits for it. */
export function nodeOf(tensor: Tensor): Node {
  return tensor instanceof Assignable ? tensor.variable.leaf : tensor.node;
}

/** `roots` and all they are built on, also what was computed already; inputs before users. */
export function ancestry(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots);
  const stack = [...seen];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const input of node.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      stack.push(input);
    }
  }
  return [...seen].toSorted((a, b) => a.id - b.id);
}

/** What a step is called: the user's operation, with the primitive where that is another and `detail` asks for it, as `softmax: exp`. */
export function stepName(node: Node, detail: "operations" | "primitives"): string {
  const [{ operation }, primitive] = [node.debug, node.primitive ?? ""];
  if (operation === "" || operation === primitive) return primitive;
  return detail === "operations" ? operation : `${operation}: ${primitive}`;
}

/** The value of a node that is one number known without running anything: a constant, or a scalar that was given. */
export function literalOf(node: Node): number | undefined {
  if (node.primitive === "constant") return (node.attributes as Attributes<"constant">).value;
  const host: TypedArray | null | undefined = node.value?.host;
  const given = node.primitive === null && node.variable === null && node.shape.length === 0;
  return given ? host?.[0] : undefined;
}

/** What is given is called: a parameter's or state's own name, or what it is. */
export function givenName(node: Node): string {
  if (node.variable !== null) return node.variable.name;
  return node.forgotten ? "computed" : "given";
}
