import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

test("a program may have more kernels than are kept for programs to come", () => {
  const roots = Array.from({ length: 4100 }, (_, i) =>
    Node.apply("neg", [leaf("float32", [i + 1], new Float32Array(i + 1).fill(i))], {}),
  );
  const results = program(wasmEngine({ threads: 1 }), roots)();
  expect(results.map((result) => result[0])).toEqual(roots.map((_, i) => -i));
});
