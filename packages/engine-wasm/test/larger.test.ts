import { Node } from "@chainrule/graph";
import { referenceEngine } from "@chainrule/reference";
import { expect, test } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, program } from "./programs.ts";

const numbers = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 2 ** -149, -(2 ** 127)];

test.each(["float32", "float64"] as const)(
  "of two %s the second if it is larger or NaN, else the first, in vectors and alone",
  (dtype) => {
    for (const length of [1, 3, 4, 81, 324]) {
      const best = leaf(
        dtype,
        [length],
        Array.from({ length }, (_, i) => numbers[i % 9]!),
      );
      const next = leaf(
        dtype,
        [length],
        Array.from({ length }, (_, i) => numbers[Math.floor(i / 9) % 9]!),
      );
      const isNumber = Node.apply("equal", [next, next], {});
      const less = Node.apply("less", [best, next], {});
      const exceeds = Node.apply("or", [less, Node.apply("not", [isNumber], {})], {});
      const root = Node.apply("where", [exceeds, next, best], {});
      const [got, expected] = [wasmEngine({ threads: 1 }), referenceEngine()].map((engine) =>
        program(engine, [root])(),
      );
      expect(got).toEqual(expected);
    }
  },
);
