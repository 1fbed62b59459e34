import { describe, expect, it } from "vitest";
import * as expressions from "./expressions.ts";
import { compare } from "./finite-differences.ts";
import { layoutOf } from "./layout.ts";
import { notebook, sigmoidNetwork } from "./networks.ts";
import type { Program } from "./program.ts";
import { type Trace, trace, type TracedNode } from "./trace.ts";
import { parseExpression } from "./typed-expression.ts";

const programs: Readonly<Record<string, Program>> = {
  ...expressions,
  notebook,
  sigmoidNetwork,
  typed: parseExpression("-sin(x * y)^2 + max(x, 0.5) / exp(-y) + sin(x * y) * 2^z"),
};

function node({ nodes }: Trace, name: string): TracedNode {
  return nodes.find((one) => one.name === name)!;
}

describe.each(Object.entries(programs))("%s", (_, program) => {
  const traced = trace(program, {});

  it("is drawn as it is written", () => {
    const drawn = traced.nodes.map(({ name, inputs }) => [name, new Set(inputs)]);
    const written = [
      ...program.given.map(({ name }) => [name, new Set()]),
      ...program.steps.map(({ name, inputs }) => [name, new Set(inputs)]),
    ];
    expect(drawn).toEqual(written);
  });

  it("what arrives at a node adds up to its gradient", () => {
    const arrived = new Map<string, readonly number[]>([[traced.result, [1]]]);
    for (const { name, arrivals } of traced.backward) {
      expect([name, arrived.get(name)]).toEqual([name, node(traced, name).gradient]);
      for (const { to, sum } of arrivals) arrived.set(to, sum);
    }
    for (const { name, gradient } of traced.nodes) {
      if (gradient === null) continue;
      gradient.forEach((one, i) => expect(arrived.get(name)![i]).toBeCloseTo(one, 12));
    }
  });

  it("has the gradients of finite differences", () => {
    const compared = compare(program, {}, 1e-5, "central");
    const sizes = traced.nodes.filter(({ gradient }) => gradient !== null);
    expect(compared.length).toBe(sizes.flatMap(({ value }) => value).length);
    for (const { name, element, autograd } of compared) {
      expect(autograd).toBeCloseTo(node(traced, name).gradient![element]!, 12);
    }
    expect(compared.filter(({ agrees, kink }) => !agrees && kink === null)).toEqual([]);
  });
});

describe("the notebook's network", () => {
  it.each([
    ["w2_out", [3.18, 2.09, 1.3, 0.15]],
    ["softmax", [0.7190996574, 0.2809003426, 0.7310585786, 0.2689414214]],
    ["loss_data", [0.7915085063990551]],
    ["loss_reg", [0.851875]],
    ["loss", [1.6433835063990552]],
  ])("computes its %s", (name, expected) => {
    const { value } = node(trace(notebook, {}), name);
    expected.forEach((one, i) => expect(value[i]).toBeCloseTo(one, 9));
  });

  it("has a kink, where the differences on either side disagree", () => {
    const first = (side: "forward" | "backward" | "central"): number =>
      compare(notebook, {}, 1e-7, side).find(({ name }) => name === "w1")!.numeric;
    expect(first("forward")).toBeCloseTo(0.69719, 5);
    expect(first("backward")).toBeCloseTo(0.05, 5);
    expect(first("central")).toBeCloseTo(0.373595, 5);
    const kinks = compare(notebook, {}, 1e-5, "central").filter(({ kink }) => kink !== null);
    expect(kinks.map(({ name, element }) => [name, element])).toEqual(
      expect.arrayContaining([
        ["w1", 0],
        ["b1", 0],
        ["l1_lin", 0],
      ]),
    );
  });

  it("takes edits", () => {
    const moved = trace(notebook, { b1: [-0.5, 3, 1] });
    expect(node(moved, "l1_relu").value[0]).toBeCloseTo(0.5, 12);
    expect(
      compare(notebook, { b1: [-0.5, 3, 1] }, 1e-5, "central").every((one) => one.agrees),
    ).toBe(true);
  });
});

describe("a typed expression", () => {
  const valueOf = (source: string): number => {
    const traced = trace(parseExpression(source), {});
    return node(traced, traced.result).value[0]!;
  };

  // x is 2, y is −1, z is 0.5 to begin with, in the order in which they appear.
  it.each([
    ["x + y * 3", -1],
    ["-x^2", -4],
    ["(-x)^2", 4],
    ["x^-y", 2],
    ["2^x^3 / 64", 4],
    ["x - y - 1", 2],
    ["8 / x / 2", 2],
    ["2 * 3 * x", 12],
    ["max(x, y) - min(x, y)", 3],
    ["log(exp(x))", 2],
    ["sin(pi * x) + 1", 1],
    ["1e-1 * x · .5", 0.1],
    ["constructor * toString + __proto__", -1.5],
  ])("%s = %d", (source, value) => {
    expect(valueOf(source)).toBeCloseTo(value, 12);
  });

  it("may have any variable, and each has a place of its own", () => {
    const { nodes } = trace(parseExpression("constructor * __proto__ + toString"), {});
    const { places, arrows } = layoutOf(nodes);
    expect(Object.keys(places)).toEqual(nodes.map(({ name }) => name));
    expect(arrows.map(({ from }) => from).toSorted()).toEqual([
      "#1",
      "__proto__",
      "constructor",
      "toString",
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("computes equal parts once", () => {
    expect(parseExpression("sin(x) * sin(x) + sin(x)").steps).toHaveLength(3);
  });

  it.each([
    ["(-2)^x", "(−2) ^ x"],
    ["x - -2", "x − (−2)"],
    ["max(x, -0.5)", "max(x, −0.5)"],
    ["x / (1/3)", "x / 0.3333333333"],
    ["x * 1e999", "x · ∞"],
  ])("%s is drawn as %s", (source, formula) => {
    const traced = trace(parseExpression(source), {});
    expect(node(traced, traced.result).formula).toBe(formula);
  });

  it("keeps numbers apart that are drawn alike", () => {
    expect(parseExpression("x * (1/3) - x * 0.3333333333").steps).toHaveLength(3);
  });

  it.each([
    ["", "expression: expected a number, a variable or a function; got the end."],
    ["x +", "expression: expected a number, a variable or a function; got the end."],
    ["x y", 'expression: expected an operator or the end; got "y" at character 3.'],
    ["(x * 2", 'expression: expected ")"; got the end.'],
    ["max(x)", 'expression: expected ","; got ")" at character 6.'],
    ["x $ 2", "expression: $ means nothing here, at character 3."],
    ["sin", 'expression: expected "(" after sin; got the end.'],
    ["x", "expression: needs a variable and an operation, as x * y; got x."],
    ["1 + 2", "expression: needs a variable and an operation, as x * y; got 1 + 2."],
  ])("refuses %j", (source, message) => {
    expect(() => parseExpression(source)).toThrow(message);
  });

  it("names its functions to one who asks for another", () => {
    expect(() => parseExpression("toString(x)")).toThrow(/^expression: functions are abs, cos, /);
  });
});
