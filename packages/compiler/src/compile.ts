import type { Graph } from "@chainrule/graph";
import { findPadSums, merge } from "#images";
import { fuseEpilogues, fusePrologues, joinRows } from "#parts";
import { type Lowered, lower } from "./lower.ts";
import { chooseMaterialized } from "./materialization.ts";
import { planMemory } from "./memory.ts";
import type { Plan, Target } from "./plan.ts";
import { Materialize } from "./signals.ts";
import { simplify } from "./simplify.ts";
import { tidy } from "./tidy.ts";

/** Lowers a graph, with one more value in memory each time a kernel cannot be written otherwise. */
function lowerUntilDone(graph: Graph, target: Target): Lowered {
  const forced = new Set<number>();
  const rowMajor = new Set<number>();
  const padSums = findPadSums(graph);
  for (;;) {
    try {
      const materialized = chooseMaterialized(graph, forced, padSums);
      return lower(graph, materialized, rowMajor, padSums, target);
    } catch (signal) {
      if (!(signal instanceof Materialize)) throw signal;
      forced.add(signal.value);
      if (signal.rowMajor) rowMajor.add(signal.value);
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
 * 7. give every buffer a place in the arena.
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
 *   contracts: () => false,
 *   scratch: () => 0,
 *   inParts: () => false,
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
  return { kernels, outputs: lowered.outputs, ...planMemory(buffers, kernels) };
}
