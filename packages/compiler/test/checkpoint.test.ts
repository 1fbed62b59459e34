import { capture, Node, Storage } from "@chainrule/graph";
import { expect, test } from "vitest";
import { compile, printPlan } from "../src/index.ts";

test("what stands behind a checkpoint is computed again, and the barrier itself costs nothing", () => {
  const x = Node.leaf([4, 4], "float32", Storage.of("float32", new Float32Array(16)));
  const product = (of: Node): Node => Node.apply("matmul", [of, of], { dtype: "float32" });
  const again = product(Node.apply("identity", [x], { marker: "checkpoint" }));
  const merged = product(Node.apply("identity", [x], { marker: "detach" }));
  const program = capture([product(x), again, merged]).graph();
  const target = {
    contract: () => ({ scratch: 0, inParts: false }),
    panels: () => null,
  };
  const { kernels } = compile(program, target);
  expect(kernels.map(({ name }) => name)).toEqual(["matmul", "matmul"]);
  expect(printPlan(compile(program, target))).toMatch(/outputs b\d+, b\d+, b\d+/);
});
