import { allocate, type Node, reach, sizeOf } from "@chainrule/graph";
import { constant, fromData, Tensor, withoutAssignments, withoutDraws } from "@chainrule/tensor";
import { batches } from "./length.ts";
import { checkResults, type Named } from "./named.ts";
import { type Built, type Program, programOf } from "./program.ts";
import { noCounterpart } from "./rule.ts";

/** What a function computes, for batches of any size, and what it calls its results. */
export interface Traced {
  readonly program: Program;
  readonly results: readonly string[];
}

/** Calls `f` with zeros like `inputs`, for batches of several sizes where some are `batched`, and drops what it assigns and draws. */
export function trace<Inputs extends Named>(
  f: (inputs: Inputs) => Named,
  inputs: Inputs,
  batched: readonly string[],
): Traced {
  let results: readonly string[] = [];

  /** What `f` builds for a batch of a size. */
  const build = (batch: number): Built => {
    const start = constant(0).node;
    const given = Object.entries(inputs).map(([name, { shape, dtype }]) => {
      const lengths = batched.includes(name) ? [batch, ...shape.slice(1)] : shape;
      return [name, fromData(allocate(dtype, sizeOf(lengths)), lengths, dtype) as Tensor] as const;
    });
    const named = f(Object.fromEntries(given) as Inputs);
    checkResults(named);
    results = Object.keys(named);
    const nodes = Object.values(named).map(({ node }) => node);
    drawBefore(start, nodes);
    return { start, arguments: given.map(([, { node }]) => node), results: nodes };
  };
  const sizes = batched.length > 0 ? batches : [1];
  const program = withoutDraws(() => withoutAssignments(() => programOf(sizes.map(build))));
  return { program, results };
}

/** Draws random numbers that came before `start`, which are values like others. Throws where `roots` are built on later ones. */
function drawBefore(start: Node, roots: readonly Node[]): void {
  for (const node of reach(roots).open) {
    if (node.primitive !== "random") continue;
    if (node.id > start.id) {
      throw noCounterpart(
        "random numbers",
        node.debug,
        "a model has none in evaluation mode, after model.evaluate()",
      );
    }
    Tensor.of(node).data();
  }
}
