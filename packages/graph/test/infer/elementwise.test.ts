import { describe, expect, test } from "vitest";
import { dtypes, type Elementwise } from "../../src/index.ts";
import { says } from "./sentences.ts";

type Plain = Exclude<Elementwise, "identity" | "cast" | "where">;
type Kind = "floating" | "numeric" | "logical" | "any" | "compare";

/** What each primitive takes, and how many. */
const takes: { readonly [P in Plain]: readonly [Kind, 1 | 2] } = {
  neg: ["numeric", 1],
  abs: ["numeric", 1],
  sign: ["numeric", 1],
  exp: ["floating", 1],
  expm1: ["floating", 1],
  log: ["floating", 1],
  log1p: ["floating", 1],
  sqrt: ["floating", 1],
  sin: ["floating", 1],
  cos: ["floating", 1],
  tanh: ["floating", 1],
  erf: ["floating", 1],
  sigmoid: ["floating", 1],
  floor: ["floating", 1],
  ceil: ["floating", 1],
  round: ["floating", 1],
  not: ["logical", 1],
  add: ["numeric", 2],
  sub: ["numeric", 2],
  mul: ["numeric", 2],
  div: ["floating", 2],
  pow: ["floating", 2],
  atan2: ["floating", 2],
  mod: ["numeric", 2],
  maximum: ["any", 2],
  minimum: ["any", 2],
  less: ["compare", 2],
  lessEqual: ["compare", 2],
  equal: ["compare", 2],
  and: ["logical", 2],
  or: ["logical", 2],
};

const accepted: { readonly [K in Kind]: readonly [what: string, dtypes: readonly string[]] } = {
  floating: ["floating inputs of one dtype", ["float32", "float64"]],
  numeric: ["numeric inputs of one dtype", ["uint8", "int32", "float32", "float64"]],
  logical: ["bool inputs", ["bool"]],
  any: ["inputs of one dtype", dtypes],
  compare: ["inputs of one dtype", dtypes],
};

describe.each(Object.entries(takes))("%s", (name, [kind, arity]) => {
  test.each(dtypes)("of %s", (dtype) => {
    const [what, good] = accepted[kind];
    const inputs = [`${dtype}[2, 3]`, `${dtype}[3]`].slice(0, arity);
    const result = `${kind === "compare" ? "bool" : dtype}[2, 3]`;
    const error = `DTypeError: ${name}: needs ${what}; got ${inputs.map(() => dtype).join(" and ")}.`;
    expect(says(name as "add", inputs)).toBe(good.includes(dtype) ? result : error);
  });
});

test("inputs broadcast by NumPy's rule", () => {
  const table = [
    ["[]", "[]"],
    ["[]", "[3]"],
    ["[2, 1]", "[3]"],
    ["[2, 1, 4]", "[5, 1]"],
    ["[0]", "[1]"],
    ["[0, 3]", "[3]"],
    ["[2, 3]", "[2, 1]"],
    ["[3]", "[2]"],
    ["[2, 3]", "[2]"],
    ["[0]", "[2]"],
  ];
  const lines = table.map(
    ([a, b]) => `${a} and ${b}: ${says("add", [`float32${a}`, `float32${b}`])}`,
  );
  expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    [] and []: float32[]
    [] and [3]: float32[3]
    [2, 1] and [3]: float32[2, 3]
    [2, 1, 4] and [5, 1]: float32[2, 5, 4]
    [0] and [1]: float32[0]
    [0, 3] and [3]: float32[0, 3]
    [2, 3] and [2, 1]: float32[2, 3]
    [3] and [2]: ShapeError: add: shapes must broadcast; got [3] and [2].
    [2, 3] and [2]: ShapeError: add: shapes must broadcast; got [2, 3] and [2].
    [0] and [2]: ShapeError: add: shapes must broadcast; got [0] and [2].
    "
  `);
});

test("inputs have one dtype", () => {
  expect(says("add", ["float32[2]", "int32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: add: needs numeric inputs of one dtype; got float32 and int32."`,
  );
  expect(says("exp", ["int32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: exp: needs floating inputs of one dtype; got int32."`,
  );
  expect(says("mul", ["bool[2]", "bool[2]"])).toMatchInlineSnapshot(
    `"DTypeError: mul: needs numeric inputs of one dtype; got bool and bool."`,
  );
  expect(says("and", ["bool[2]", "uint8[2]"])).toMatchInlineSnapshot(
    `"DTypeError: and: needs bool inputs; got bool and uint8."`,
  );
  expect(says("less", ["float64[2]", "float32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: less: needs inputs of one dtype; got float64 and float32."`,
  );
  expect(says("maximum", ["float64[2]", "float32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: maximum: needs inputs of one dtype; got float64 and float32."`,
  );
});

test("identity and cast keep the shape", () => {
  expect(says("identity", ["int32[2, 3]"], { marker: "detach" })).toBe("int32[2, 3]");
  expect(says("cast", ["bool[2, 3]"], { dtype: "float64" })).toBe("float64[2, 3]");
});

test("where takes a bool condition and branches of one dtype", () => {
  expect(says("where", ["bool[2, 1]", "int32[3]", "int32[]"])).toBe("int32[2, 3]");
  expect(says("where", ["int32[2]", "int32[2]", "int32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: where: the condition must be bool; got int32."`,
  );
  expect(says("where", ["bool[2]", "int32[2]", "float32[2]"])).toMatchInlineSnapshot(
    `"DTypeError: where: needs branches of one dtype; got int32 and float32."`,
  );
  expect(says("where", ["bool[2]", "int32[3]", "int32[]"])).toMatchInlineSnapshot(
    `"ShapeError: where: shapes must broadcast; got [2] and [3] and []."`,
  );
});
