import type { Graph } from "@chainrule/graph";
import { findPadSums, merge } from "#images";
import { fuseEpilogues, fusePrologues, inBlocks, joinRows } from "#parts";
import { type Lowered, lower } from "./lower.ts";
import { chooseMaterialized } from "./materialization.ts";
import { planMemory } from "./memory.ts";
import type { Plan, Target } from "./plan.ts";
import { simplify } from "./simplify.ts";
import { tidy } from "./tidy.ts";
import { isView, shown, stepOf } from "./value.ts";

/** Lowers a graph, with more values in memory each time that kernels cannot be written otherwise. */
function lowerUntilDone(graph: Graph, target: Target): Lowered {
  /** By value, whether row by row. */
  const forced = new Map<number, boolean>();
  const padSums = findPadSums(graph);
  for (;;) {
    const lowered = lower(
      graph,
      chooseMaterialized(graph, forced, padSums),
      forced,
      padSums,
      target,
    );
    const { wanted } = lowered;
    if (wanted.size === 0) return lowered;
    for (const [value, rowMajor] of wanted) {
      // What shows elements of another one may be read there, once that is in memory.
      const step = stepOf(graph, value);
      const isShown = step && isView(step) && wanted.has(shown(graph, step.inputs[0]!, wanted));
      if (!isShown) forced.set(value, rowMajor);
    }
  }
}

/**
 * From a graph to kernels and memory, in these passes:
 *
 * 1. simplify the graph;
 * 2. choose which values are stored in memory, and lower: each stored value becomes a kernel, which computes inside what is not stored;
 * 3. merge loops over the same elements, and put the dimensions of each loop in order;
 * 4. end contractions with the elementwise work on their sums;
 * 5. join loops over the same rows;
 * 6. begin contractions with the elementwise work that makes their second operand;
 * 7. give every buffer a place in the arena;
 * 8. let nests that write rows of what they read in columns go in blocks.
 *
 * Throws where the graph needs what a condition, such as `chainrule-lean`, has left out.
 *
 * ```ts
 * import { compile } from "@chainrule/compiler";
 * import { capture, Node, Storage } from "@chainrule/graph";
 *
 * const x = Node.leaf([2, 3], "float32", Storage.of("float32", new Float32Array(6)));
 * const y = Node.apply("sum", [Node.apply("exp", [x], {})], { axes: [1] });
 * const { kernels, arenaBytes } = compile(capture([y]).graph(), {
 *   contract: () => null,
 *   panels: () => null,
 * });
 * kernels.map(({ kind }) => kind); // => ["loop"]
 * arenaBytes; // => 0
 * ```
 */
export function compile(graph: Graph, target: Target): Plan {
  const lowered = lowerUntilDone(simplify(graph), target);
  const merged = merge(lowered.kernels, lowered.buffers).map((kernel) =>
    kernel.kind === "loop" ? tidy(kernel) : kernel,
  );
  const ended = fuseEpilogues(merged, lowered.buffers, target);
  const joined = joinRows(ended);
  const { kernels, buffers } = fusePrologues(joined, lowered.buffers, target);
  return { outputs: lowered.outputs, ...planMemory(buffers, kernels.map(inBlocks)) };
}
