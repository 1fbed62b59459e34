import { Node } from "@chainrule/graph";
import { expect, test } from "vitest";
import { constant, leaf } from "./leaves.ts";
import { binary } from "./operations.ts";
import { plan } from "./plans.ts";

type Bounded = readonly [what: string, x: Node, op: "cos" | "cosNear"];

const mul = (a: Node, b: Node): Node => binary("mul", a, b);
const uniform = Node.apply("random", [leaf([4], "int32")], { shape: [3], dtype: "float32" });

const cases: readonly Bounded[] = [
  ["a turn", mul(constant(2 * Math.PI), uniform), "cosNear"],
  ["a negative number", mul(mul(uniform, constant(-100)), constant(81)), "cosNear"],
  ["too far", mul(constant(8192), uniform), "cos"],
  ["infinity", mul(constant(Infinity), mul(uniform, constant(0))), "cos"],
  ["what an input says", mul(leaf([]), uniform), "cos"],
];

test("the comparisons of pooling are one operation, and others are not", () => {
  const [a, b] = [leaf([3]), leaf([3])] as const;
  const less = Node.apply("less", [a, b], {});
  const isNaN = (x: Node): Node => Node.apply("not", [Node.apply("equal", [x, x], {})], {});
  const or = (x: Node, y: Node): Node => Node.apply("or", [x, y], {});
  const where = (x: Node, y: Node, z: Node): Node => Node.apply("where", [x, y, z], {});
  const opOf = (x: Node): string | undefined =>
    plan([x])
      .kernels.flatMap((kernel) => (kernel.kind === "loop" ? kernel.body : []))
      .at(-1)?.op;
  expect(opOf(where(or(less, isNaN(b)), b, a))).toBe("larger");
  expect(opOf(where(or(less, isNaN(b)), a, b))).toBe("where");
  expect(opOf(where(or(less, isNaN(a)), b, a))).toBe("where");
  expect(opOf(where(less, b, a))).toBe("where");
});

test.each(cases)("the cosine of %s", (_, x, op) => {
  const { kernels } = plan([Node.apply("cos", [x], {})]);
  const ops = kernels.flatMap((kernel) =>
    kernel.kind === "loop" ? kernel.body.map((one) => one.op as string) : [],
  );
  expect(ops.filter((one) => one.startsWith("cos"))).toEqual([op]);
});
