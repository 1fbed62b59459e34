import type { Graph } from "@chainrule/graph";
import { fuseEpilogues, fusePrologues, joinRows } from "#parts";
import { type Lowered, lower } from "./lower.ts";
import { planMemory } from "./memory.ts";
import { merge, withoutUnread } from "./merge.ts";
import { Materialize } from "./signals.ts";
import { findPadSums } from "./pad-sums.ts";
import type { Plan, Target } from "./plan.ts";
import { chooseMaterialized } from "./materialization.ts";
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
 * From a graph to kernels and memory: simplify, choose what lives in memory, fuse the rest into kernels, join kernels over the same elements, end
 * contractions with what reads them, join kernels over the same rows, begin contractions with what only they read, plan memory. Throws where the graph needs
 * what a condition, such as `chainrule-lean`, has left out.
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
  const { kernels: lowered, outputs, ...from } = lowerUntilDone(simplify(graph), target);
  const merged = withoutUnread(merge(lowered), from.buffers).map((kernel) =>
    kernel.kind === "loop" ? tidy(kernel) : kernel,
  );
  const rows = joinRows(fuseEpilogues(merged, from.buffers, target));
  const { buffers, kernels } = fusePrologues(rows, from.buffers, target);
  return { kernels, outputs, ...planMemory(buffers, kernels) };
}
