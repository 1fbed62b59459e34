import { capture, type Node, sizeOf, Storage, type TypedArray } from "@chainrule/graph";
import { checkUntraced, getEngine } from "@chainrule/tensor";
import { ancestry } from "./ancestry.ts";

/** Those of `nodes`, which come inputs first, that cannot be computed: they need a value that was replaced. */
function lost(nodes: readonly Node[]): Set<Node> {
  const found = new Set<Node>();
  for (const node of nodes) {
    if (node.value !== null) continue;
    if (node.primitive === null || node.inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}

/**
 * The elements of `wanted`, which are on the way to `roots`. What is not computed yet is computed by a program of its own, and stays uncomputed for all
 * others: looking changes nothing, and carries out no assignment. Nodes whose elements are gone are left out. Throws while `compile` traces a step, where
 * `roots` have none.
 */
export function valuesOf(roots: readonly Node[], wanted: readonly Node[]): Map<Node, TypedArray> {
  for (const root of roots) checkUntraced(root);
  const gone = lost(ancestry(roots));
  const open = wanted.filter((node) => node.value === null && !gone.has(node));
  const values = new Map<Node, TypedArray>();
  if (open.length > 0) {
    const captured = capture(open);
    const outputs = open.map(({ dtype, shape }) => Storage.empty(dtype, sizeOf(shape)));
    getEngine()
      .prepare(captured.graph())
      .run(
        captured.leaves.map((leaf) => leaf.value!),
        outputs,
      );
    open.forEach((node, i) => values.set(node, outputs[i]!.data()));
  }
  for (const node of wanted) if (node.value !== null) values.set(node, node.value.data());
  return values;
}
