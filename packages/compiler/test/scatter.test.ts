import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { leaf } from "./leaves.ts";
import { plan } from "./plans.ts";

/** The sizes of the nest that scatters, outermost first. */
function nestOf(axis: number, shape: readonly number[], updates: readonly number[]): unknown {
  const positions = leaf([updates[axis]!], "int32");
  const scattered = Node.apply("scatterAdd", [leaf(updates), positions], {
    axis,
    length: shape[axis]!,
  });
  const nest = plan([scattered]).kernels.at(-1)!;
  return nest.kind === "loop" && nest.sizes;
}

test("what is scattered lies in long lines, as the result does", () => {
  expect(nestOf(0, [7, 5], [3, 5])).toEqual([3, 5]);
  expect(nestOf(1, [7, 5], [7, 3])).toEqual([7, 3]);
  expect(nestOf(1, [4, 7, 5], [4, 3, 5])).toEqual([4, 3, 5]);
});
