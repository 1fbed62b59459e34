import { type Graph, sameShape, type Step } from "@chainrule/graph";
import { partsOfOthers } from "#parts";
import { type Interleaving, interleavingOf } from "./interleaving.ts";
import { stepOf } from "./value.ts";

/** A sum of padded values, as the gradients of several slices of one value make it. */
export interface PadSum {
  /** The `pad` steps' values. */
  readonly pads: readonly number[];
  /** The other terms. */
  readonly others: readonly number[];
  /** Where each element of the sum is one of exactly one padded value, and there are no other terms: which; else `null`. */
  readonly interleaving: Interleaving | null;
}

export interface PadSums {
  /** By the value of the outermost `add`. */
  readonly sums: ReadonlyMap<number, PadSum>;
  /** The values that exist only inside such a sum, or as a part of another concatenation. */
  readonly inside: ReadonlySet<number>;
}

/**
 * Finds the sums in which padded values need no memory of their own. Each padded value is mostly zeros: the kernel that computes it adds its elements to
 * those of the sum, or the sum is read as an `Interleaving` of them and needs no memory either.
 */
export function findPadSums(graph: Graph): PadSums {
  const n = graph.inputs.length;
  const uses = new Map<number, number>();
  const count = (value: number): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const step of graph.steps) step.inputs.forEach(count);
  graph.outputs.forEach(count);
  const sums = new Map<number, PadSum>();
  const inside = new Set(partsOfOthers(graph, uses));

  /** Whether a value is of a primitive, and only an addition of the same shape uses it. */
  const isOnly = (primitive: "add" | "pad", value: number, root: Step): boolean => {
    const step = stepOf(graph, value);
    return (
      step?.primitive === primitive &&
      uses.get(value) === 1 &&
      sameShape(step.type.shape, root.type.shape)
    );
  };

  const passed = new Set<number>();
  for (let i = graph.steps.length - 1; i >= 0; i--) {
    const root = graph.steps[i]!;
    if (root.primitive !== "add" || root.type.dtype === "uint8" || passed.has(n + i)) continue;
    const terms: number[] = [];
    const within: number[] = [];
    const stack = root.inputs.toReversed();
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
      if (isOnly("add", value, root)) {
        within.push(value);
        stack.push(...stepOf(graph, value)!.inputs.toReversed());
      } else {
        terms.push(value);
      }
    }
    for (const value of within) passed.add(value);
    const pads = terms.filter((term) => isOnly("pad", term, root));
    if (pads.length === 0) continue;
    const others = terms.filter((term) => !pads.includes(term));
    const interleaving = others.length > 0 ? null : interleavingOf(graph, pads);
    sums.set(n + i, { pads, others, interleaving });
    for (const value of [...pads, ...within]) inside.add(value);
  }
  return { sums, inside };
}
