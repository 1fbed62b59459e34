import { gradients, jvp, vjp } from "@chainrule/autograd";
import { isFloating } from "@chainrule/graph";
import { asTensor, fromData, Parameter, type Tensor } from "@chainrule/tensor";
import { array, assert, integer, property } from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exempt, exported, methods } from "../src/gradients/public.ts";
import type { Check, Convention } from "../src/gradients/row.ts";
import { report, sections } from "../src/gradients/table.ts";

const rows = sections.flatMap(({ title, rows: inSection }) =>
  Object.entries(inSection).map(([name, row]) => ({ title, name, row })),
);
const checks = rows.flatMap(({ title, name, row }) =>
  row.checks.map((check): [string, Check] => [`${title}: ${name}, ${check.on}`, check]),
);
const conventions = rows.flatMap(({ title, name, row }) =>
  row.conventions.map((one): [string, Convention] => [`${title}: ${name}: ${one.text}`, one]),
);

describe("every public operation has a row, or a reason to have none", () => {
  const operations = new Set(
    rows.filter(({ title }) => title !== "Primitives").map(({ name }) => name),
  );

  test.each([
    ["methods", methods()],
    ["exports", exported()],
  ])("%s", (_, names) => {
    expect(names.filter((name) => !operations.has(name) && !exempt.has(name))).toEqual([]);
  });

  test("none is about something that is gone", () => {
    const known = new Set([...methods(), ...exported()]);
    expect([...operations, ...exempt].filter((name) => !known.has(name))).toEqual([]);
  });

  test("the page, which a release writes anew, names none that is gone", () => {
    const text = readFileSync(new URL("../../../docs/gradients.md", import.meta.url), "utf8");
    const named = [...text.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
    const names = new Set(rows.map(({ name }) => name));
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

test.each(checks)("%s: finite differences agree", (_, check) => {
  report(check).assert();
});

test.each(conventions)("%s", (_, { at, gradients: expected }) => {
  const { f, inputs } = at();
  const tensors = inputs.map((input) => {
    const given = asTensor(input, "float64");
    return fromData(Float64Array.from(given.data()), given.shape);
  });
  const found = gradients(f(...tensors).sum(), tensors);
  expect(found.map((gradient) => gradient.add(0).toArray())).toEqual(expected);
});

/** A vector like `x`, from a list of numbers that is repeated. */
function vector(x: Tensor, numbers: readonly number[]): Tensor {
  const data = Float64Array.from({ length: x.size }, (_, i) => numbers[i % numbers.length]! / 8);
  return fromData(data, x.shape);
}

function inner(xs: readonly Tensor[], ys: readonly Tensor[]): number {
  return xs.reduce((sum, x, i) => sum + x.mul(ys[i]!).sum().item(), 0);
}

test.each(checks)("%s: ⟨vjp(u), v⟩ = ⟨u, jvp(v)⟩", (_, check) => {
  const { f, inputs: given } = check.at();
  const inputs = given.map((input) => asTensor(input, "float64"));
  // Other inputs are held: labels, masks, and parameters, which the function has in itself.
  const free = inputs.filter((x) => isFloating(x.dtype) && !(x instanceof Parameter));
  if (free.length === 0) return;
  const g = (...values: Tensor[]): Tensor => {
    const rest = [...values];
    return f(...inputs.map((x) => (free.includes(x) ? rest.shift()! : x)));
  };
  const numbers = array(integer({ min: -16, max: 16 }), { minLength: 7, maxLength: 7 });
  assert(
    property(numbers, numbers, (a, b) => {
      const [y, backward] = vjp(g, ...free);
      const u = vector(y, a);
      const vs = free.map((x) => vector(x, b));
      const back = backward(u, { allowUnused: true });
      const [, forward] = jvp(g, free as never, vs as never);
      const [left, right] = [inner(back, vs), inner([u], [forward])];
      expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(left)));
    }),
    { numRuns: 3, seed: 1 },
  );
});
