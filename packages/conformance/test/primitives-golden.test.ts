import {
  allocate,
  type Attributes,
  type DType,
  type Inputs,
  Node,
  type Primitive,
  printType,
  type Shape,
} from "@chainrule/graph";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cases, compute, differs } from "../src/index.ts";
import { leaf } from "../src/leaves.ts";
import { engines, reference } from "./engines.ts";

interface Value {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: readonly (number | "nan" | "inf" | "-inf")[];
}

interface Golden {
  readonly primitive: Primitive;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes<Primitive>;
  readonly output: Value;
}

/** Written by the script of the same name. */
const path = new URL("../golden/primitives.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as readonly Golden[];

const numbers = ({ data }: Value): number[] =>
  data.map((x) => (x === "nan" ? NaN : x === "inf" ? Infinity : x === "-inf" ? -Infinity : x));

/** How far a float may be from NumPy's: a few of its neighbours where the engine's own table says so, or by the order of a sum. */
function allowed(primitive: Primitive, expected: number, tight: boolean): number {
  const { closeness } = cases[primitive];
  if (closeness === "exact") return 0;
  if ("ulps" in closeness) return tight ? -2 : -4;
  return 1e-14 * Math.max(1, Math.abs(expected));
}

test("every primitive has a golden result", () => {
  expect(new Set(golden.map(({ primitive }) => primitive))).toEqual(new Set(Object.keys(cases)));
});

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "%s",
  (_, engine) => {
    test.each(Object.keys(cases) as Primitive[])("%s", (primitive) => {
      for (const one of golden) {
        if (one.primitive !== primitive) continue;
        const inputs = one.inputs.map((x) => leaf(x.dtype, x.shape, numbers(x)));
        const node = Node.apply(
          primitive,
          inputs as readonly Node[] as Inputs<Primitive, Node>,
          one.attributes,
        );
        expect(printType(node)).toBe(printType(one.output));
        const expected = allocate(node.dtype, one.output.data.length);
        expected.set(numbers(one.output));
        const [got] = compute(engine, { roots: [node] });
        const i = differs(got!, expected, node.dtype, (at) =>
          allowed(primitive, expected[at]!, engine === reference),
        );
        expect(i === null ? "" : `${JSON.stringify(one)}: element ${i} is ${got![i]}`).toBe("");
      }
    });
  },
);
