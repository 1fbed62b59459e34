import { expect, test } from "vitest";
import { capture, type Graph, Node, type Step, verify } from "../src/index.ts";
import { filled, vector } from "./leaves.ts";

/** `%2 = add(%0, %1)`, `%3 = sum(%2)`; `%2` takes the place of `%0`. */
function sound(): Graph {
  const [x, y] = [filled([2, 3]), vector(1, 2, 3)];
  const z = Node.apply("add", [x, y], {});
  const graph = capture([z, Node.apply("sum", [z], { axes: [1] })], [x]).graph();
  const first = graph.inputs[0]!.shape.length === 2 ? 0 : 1;
  expect(graph.replaces[0]).toBe(first);
  return graph;
}

const broken = (change: Partial<Graph>): (() => void) => {
  const graph = { ...sound(), ...change };
  return () => verify(graph);
};

const change = (
  i: number,
  step: Partial<Pick<Step, "inputs" | "type" | "attributes">>,
): Partial<Graph> => ({
  steps: sound().steps.map((before, at) => (at === i ? ({ ...before, ...step } as Step) : before)),
});

test("a captured graph holds together", () => {
  expect(broken({})).not.toThrow();
});

test("a graph that does not is refused, and the step is named", () => {
  expect(broken(change(0, { inputs: [0, 3] }))).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: step 0 (add) uses value 3 before it is computed.]`,
  );
  expect(broken(change(0, { inputs: [0, -1] }))).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: step 0 (add) uses value -1 before it is computed.]`,
  );
  expect(
    broken(change(0, { type: { shape: [3, 2], dtype: "float32" } })),
  ).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: step 0 (add) must be float32[2, 3]; got float32[3, 2].]`,
  );
  expect(
    broken(change(1, { type: { shape: [2], dtype: "float64" } })),
  ).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: step 1 (sum) must be float32[2]; got float64[2].]`,
  );
  expect(broken(change(1, { attributes: { axes: [2] } }))).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: sum: axes must be different axes of the input, in order; got axes [2] of [2, 3].]`,
  );
  expect(broken({ outputs: [2, 9] })).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: output 1 is value 9, which does not exist.]`,
  );
  expect(broken({ replaces: [-1, 0] })).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: output 1 must replace an input of its own type float32[2]; got value 0.]`,
  );
  expect(broken({ replaces: [2, -1] })).toThrowErrorMatchingInlineSnapshot(
    `[Error: verify: output 0 must replace an input of its own type float32[2, 3]; got value 2.]`,
  );
});
