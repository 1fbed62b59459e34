import {
  capture,
  type Graph,
  Node,
  reach,
  sizeOf,
  Storage,
  type TypedArray,
} from "@chainrule/graph";
import {
  constant,
  Tensor,
  withoutAssignments,
  withoutDraws,
  withoutReads,
} from "@chainrule/tensor";
import { checkNamed, type Named } from "./named.ts";

/** What a function computes. */
export interface Traced {
  readonly graph: Graph;
  /** For each input of the graph its elements, or which of the function's inputs it is. */
  readonly sources: readonly (TypedArray | number)[];
  /** What the function gives, in the order of the graph's outputs. */
  readonly results: Named;
}

/** Calls `f` with tensors that stand for others like `inputs`, and drops what it assigns and draws. */
export function trace<Inputs extends Named>(f: (inputs: Inputs) => Named, inputs: Inputs): Traced {
  const start = constant(0).node;
  const places: Storage[] = [];
  const build = (): Named => {
    const given = Object.entries(inputs).map(([name, { shape, dtype }]) => {
      const place = Storage.empty(dtype, sizeOf(shape));
      places.push(place);
      return [name, Tensor.of(Node.leaf(shape, dtype, place))] as const;
    });
    return f(Object.fromEntries(given) as Inputs);
  };
  const results = withoutDraws(() =>
    withoutAssignments(() => withoutReads(build, () => new Error(unread))),
  );
  checkNamed(results, "result", "what the function returns", "{ scores: … }", 1);
  const roots = Object.values(results).map(({ node }) => node);
  computeBefore(start, roots);
  const captured = capture(roots);
  const sources = captured.leaves.map(({ value }) => {
    // A detached input is another leaf of the same elements.
    const place = places.indexOf(value!);
    return place < 0 ? value!.data() : place;
  });
  return { graph: captured.graph(), sources, results };
}

const unread =
  "toJavaScript: the function must not read what it is given, or what it computes of that: elements are known only in the file.";

/** Computes what was built before `start`: to the file it is a value like others. Throws where what is built since draws random numbers, or where a value is gone. */
function computeBefore(start: Node, roots: readonly Node[]): void {
  for (;;) {
    const { given, open } = reach(roots);
    const gone = given.find(({ value }) => value === null);
    if (gone !== undefined) {
      throw new Error(
        `toJavaScript: the function uses a value of ${gone.variable?.name ?? "a tensor"} that has been replaced.`,
      );
    }
    const before = open.findLast(({ id }) => id < start.id);
    if (before === undefined) return checkDraws(open);
    Tensor.of(before).data();
  }
}

function checkDraws(open: readonly Node[]): void {
  const drawn = open.find(({ primitive }) => primitive === "random");
  if (drawn === undefined) return;
  const { operation, module } = drawn.debug;
  const place = [operation, module].filter(Boolean).join(" of ");
  throw new Error(
    `toJavaScript: the file draws no random numbers${place && `, as ${place} does`}; a model has none in evaluation mode, after model.evaluate().`,
  );
}
