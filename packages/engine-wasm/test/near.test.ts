import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const engine = wasmEngine({ threads: 1 });

const constant = (value: number): Node => Node.apply("constant", [], { value, dtype: "float32" });

test("a cosine of what is known to be small has the bits of any other", () => {
  for (const size of [1, 3, 4, 37, 1000]) {
    for (const factor of [2 * Math.PI, -8000, 1e6]) {
      const key = leaf("int32", [4], [size, 0, 5, 0]);
      const uniform = Node.apply("random", [key], { shape: [size], dtype: "float32" });
      const angle = Node.apply("mul", [constant(factor), uniform], {});
      const [angles, near] = program(engine, [angle, Node.apply("cos", [angle], {})])();
      const [other] = program(engine, [
        Node.apply("cos", [leaf("float32", [size], angles!)], {}),
      ])();
      expect(near).toEqual(other);
    }
  }
});
