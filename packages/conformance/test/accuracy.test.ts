import { Node } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import { compute } from "../src/index.ts";
import { leaf } from "../src/leaves.ts";
import { engines, reference } from "./engines.ts";

/** Sums of many values keep their accuracy: added one after the other in float32, a million tenths make 100,958. */
const count = 1_000_000;
const tenths = leaf("float32", [1000, 1000], new Float32Array(count).fill(0.1));
const exact = count * Math.fround(0.1);

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "%s",
  (_, engine) => {
    const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });
    const flat = Node.apply("reshape", [tenths], { shape: [count] });
    const turned = Node.apply("permute", [tenths], { axes: [1, 0] });
    const repeated = Node.apply("expand", [leaf("float32", [1], [0.1])], { shape: [count] });

    test.each([
      ["of one axis", sum(flat, 0)],
      ["of two axes", sum(tenths, 0, 1)],
      ["of two axes the other way round", sum(turned, 0, 1)],
      ["of one value", sum(repeated, 0)],
      [
        "of what is computed on the way",
        sum(Node.apply("mul", [flat, leaf("float32", [], [1])], {}), 0),
      ],
      ["of sums", sum(sum(tenths, 0), 0)],
    ])("a sum %s", (_name, node) => {
      const [total] = compute(engine, { roots: [node] });
      expect(Math.abs(total![0]! - exact) / exact).toBeLessThan(1e-5);
    });

    test("sums of rows, and of columns", () => {
      for (const rows of compute(engine, { roots: [sum(tenths, 0), sum(tenths, 1)] })) {
        for (const row of rows) expect(Math.abs(row - exact / 1000)).toBeLessThan(2e-4);
      }
    });
  },
);
