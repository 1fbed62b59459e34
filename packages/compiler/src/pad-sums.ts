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

  /** The terms of a sum: through the additions of one shape that only it uses. */
  const terms = (value: number, root: Step): { term: number; within: number[] }[] => {
    const step = graph.steps[value - n];
    const opens =
      step?.primitive === "add" &&
      step.type.dtype !== "uint8" &&
      sameShape(step.type.shape, root.type.shape) &&
      (step === root || uses.get(value) === 1);
    if (!opens) return [{ term: value, within: [] }];
    return step.inputs.flatMap((input) =>
      terms(input, root).map(({ term, within }) => ({
        term,
        within: step === root ? within : [value, ...within],
      })),
    );
  };

  for (let i = graph.steps.length - 1; i >= 0; i--) {
    const root = graph.steps[i]!;
    if (root.primitive !== "add" || inside.has(n + i)) continue;
    const found = terms(n + i, root);
    const isPad = ({ term }: { term: number }): boolean => {
      const step = graph.steps[term - n];
      const own = step?.primitive === "pad" && uses.get(term) === 1;
      return own && sameShape(step.type.shape, root.type.shape);
    };
    const pads = found.filter(isPad);
    if (pads.length === 0) continue;
    sums.set(n + i, {
      pads: pads.map(({ term }) => term),
      others: found.filter((one) => !isPad(one)).map(({ term }) => term),
    });
    for (const { term } of pads) inside.add(term);
    for (const { within } of found) for (const value of within) inside.add(value);
  }
  return { sums, inside };
}
