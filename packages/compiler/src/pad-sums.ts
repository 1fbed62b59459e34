import { type Graph, sameShape, type Step } from "@chainrule/graph";

/** A sum of padded values, as the gradients of several slices of one value make it. */
export interface PadSum {
  /** The `pad` steps' values. */
  readonly pads: readonly number[];
  /** The other terms. */
  readonly others: readonly number[];
}

export interface PadSums {
  /** By the value of the outermost `add`. */
  readonly sums: ReadonlyMap<number, PadSum>;
  /** The values that exist only inside such a sum. */
  readonly inside: ReadonlySet<number>;
}

/** Finds the sums in which padded values need no memory of their own: each adds its part to the sum's. */
export function findPadSums(graph: Graph): PadSums {
  const n = graph.inputs.length;
  const uses = new Map<number, number>();
  const count = (value: number): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const step of graph.steps) step.inputs.forEach(count);
  graph.outputs.forEach(count);
  const sums = new Map<number, PadSum>();
  const inside = new Set<number>();

  /** Whether a value is an addition that only another one of the same shape uses. */
  const opens = (value: number, root: Step): boolean => {
    const step = graph.steps[value - n];
    return (
      step?.primitive === "add" &&
      uses.get(value) === 1 &&
      sameShape(step.type.shape, root.type.shape)
    );
  };
  const isPad = (value: number, root: Step): boolean => {
    const step = graph.steps[value - n];
    return (
      step?.primitive === "pad" &&
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
      if (opens(value, root)) {
        within.push(value);
        stack.push(...graph.steps[value - n]!.inputs.toReversed());
      } else {
        terms.push(value);
      }
    }
    for (const value of within) passed.add(value);
    const pads = terms.filter((term) => isPad(term, root));
    if (pads.length === 0) continue;
    sums.set(n + i, { pads, others: terms.filter((term) => !isPad(term, root)) });
    for (const value of [...pads, ...within]) inside.add(value);
  }
  return { sums, inside };
}
