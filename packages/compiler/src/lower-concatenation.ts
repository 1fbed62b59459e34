import { type Graph, type Shape, sizeOf, type Step } from "@chainrule/graph";
import { type Affine, shift } from "./affine.ts";
import type { Lowering } from "./lowering.ts";
import { type Built, nestOver } from "./nest-over.ts";
import { stepOf } from "./value.ts";

/** Concatenations that only another one uses, once: they are written where they belong in that one. `uses` counts the uses of every value. */
export function partsOfOthers(graph: Graph, uses: ReadonlyMap<number, number>): number[] {
  const isConcatenation = (step: Step | undefined): boolean => step?.primitive === "concatenate";
  return graph.steps
    .filter(isConcatenation)
    .flatMap(({ inputs }) =>
      inputs.filter((input) => uses.get(input) === 1 && isConcatenation(stepOf(graph, input))),
    );
}

/** A source of a concatenation, and the nest that copies it to its place. */
interface Part {
  readonly shape: Shape;
  readonly built: Built<{ readonly number: number; readonly indices: readonly Affine[] }>;
}

/** Writes the sources side by side, the largest one first, whose axes' order is that of all: what joins nests over the same rows joins the small ones to it. */
export function writeConcatenation(to: Lowering, value: number, step: Step<"concatenate">): void {
  const parts = partsOf(
    to,
    step,
    step.type.shape.map(() => 0),
  );
  parts.sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  const { shape, built } = parts[0]!;
  const buffer = to.place(value, step, to.orderOf(built.nest, built.axisOf, shape));
  for (const {
    built: { nest, result },
  } of parts) {
    to.emit(step, nest, [to.store(nest, buffer, result.number, result.indices)]);
  }
}

/** The parts of a concatenation that starts at `corner`. A source that is a concatenation itself, and has no memory of its own, gives its parts. */
function partsOf(to: Lowering, step: Step<"concatenate">, corner: readonly number[]): Part[] {
  const { axis } = step.attributes;
  let start = corner;
  return step.inputs.flatMap((source) => {
    const shape = to.shape(source);
    const here = start;
    start = start.with(axis, start[axis]! + shape[axis]!);
    if (to.padSums.inside.has(source)) {
      return partsOf(to, stepOf(to.graph, source) as Step<"concatenate">, here);
    }
    const built = nestOver(to, shape, (nest, indices) => ({
      number: nest.evaluate(source, indices),
      indices: indices.map((index, a) => shift(index, here[a]!)),
    }));
    return [{ shape, built }];
  });
}
