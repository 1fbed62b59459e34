import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

test("an engine goes on when it has met more constants than it has room for", () => {
  const engine = wasmEngine({ threads: 1 });
  const x = leaf("float32", [5], [1, 2, 3, 4, 5]);
  const number = (value: number): Node => Node.apply("constant", [], { value, dtype: "float32" });
  for (let first = 0; first < 4000; first += 50) {
    let sum: Node = x;
    for (let i = first; i < first + 50; i++) {
      sum = Node.apply("maximum", [sum, Node.apply("mul", [x, number(i + 0.5)], {})], {});
    }
    const largest = first + 49.5;
    expect([...program(engine, [sum])()[0]!]).toEqual([1, 2, 3, 4, 5].map((n) => n * largest));
  }
});
