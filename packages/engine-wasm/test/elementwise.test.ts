import { type DType, type Elementwise, Node, type TypedArray } from "@chainrule/graph";
import { expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { leaf, noise, program } from "./programs.ts";

vi.setConfig({ testTimeout: 60_000 });

const engine = wasmEngine({ threads: 1 });
const lengths = Array.from({ length: 40 }, (_, i) => i + 1);

const floats = [
  1,
  -1,
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  0.5,
  -0.5,
  2.5,
  3.7,
  -3.7,
  1e-3,
  100,
  -100,
  88.7,
  1e-40,
  -1e-40,
  3e38,
  -3e38,
  0.7,
  1.3,
  20,
  -20,
  1e6,
  -1e9,
  0.1,
  5,
  -7,
  12,
  1e-10,
  0.99,
  -0.99,
  4,
  9,
  16,
  30,
  -104,
  89,
  0.25,
];
const integers = [
  1, -1, 0, 2, 3, -3, 7, 100, -100, 2147483647, -2147483648, 255, 256, 65536, -8, 5, 46341, 12, -12,
  9, 31, 1000, -1000, 63, 64, 65, -7, 4, 6, 10, 11, 13, 17, 19, 23, 29, 37, 41, 43, 47,
];

const elements: Readonly<Record<DType, readonly number[]>> = {
  float32: floats,
  float64: floats,
  int32: integers,
  uint8: integers.map((x) => x & 255),
  bool: integers.map((x) => x & 1),
};

/** A primitive and the dtypes of its inputs. */
type Case = readonly [Elementwise, readonly DType[]];

const floating: readonly DType[] = ["float32", "float64"];
const numeric: readonly DType[] = ["uint8", "int32", ...floating];
const any: readonly DType[] = ["bool", ...numeric];

const of = (names: readonly Elementwise[], dtypes: readonly DType[], arity: number): Case[] =>
  names.flatMap((name) =>
    dtypes.map((dtype): Case => [name, Array.from({ length: arity }, () => dtype)]),
  );

const cases: readonly Case[] = [
  ...of(["neg", "abs", "sign"], numeric, 1),
  ...of(["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos"], floating, 1),
  ...of(["tanh", "erf", "sigmoid", "floor", "ceil", "round"], floating, 1),
  ...of(["not"], ["bool"], 1),
  ...of(["add", "sub", "mul", "mod"], numeric, 2),
  ...of(["div", "pow", "atan2"], floating, 2),
  ...of(["maximum", "minimum", "less", "lessEqual", "equal"], any, 2),
  ...of(["and", "or"], ["bool"], 2),
  ...any.map((dtype): Case => ["where", ["bool", dtype, dtype]]),
];

/** The inputs of a case, each the same list begun elsewhere. */
const inputsOf = (dtypes: readonly DType[]): number[][] =>
  dtypes.map((dtype, i) => lengths.map((_, at) => elements[dtype][(at + 11 * i) % 40]!));

/** What a case gives of the first elements of its inputs, for each number of them. */
function byLength(
  dtypes: readonly DType[],
  apply: (inputs: readonly Node[]) => Node,
): TypedArray[] {
  const inputs = inputsOf(dtypes);
  const roots = lengths.map((length) =>
    apply(dtypes.map((dtype, i) => leaf(dtype, [length], inputs[i]!.slice(0, length)))),
  );
  return program(engine, roots)();
}

/** What it gives of each element alone. */
function alone(dtypes: readonly DType[], apply: (inputs: readonly Node[]) => Node): number[] {
  const inputs = inputsOf(dtypes);
  const roots = lengths.map((_, at) =>
    apply(dtypes.map((dtype, i) => leaf(dtype, [], [inputs[i]![at]!]))),
  );
  return program(engine, roots)().map(([result]) => result!);
}

function check(dtypes: readonly DType[], apply: (inputs: readonly Node[]) => Node): void {
  const expected = alone(dtypes, apply);
  byLength(dtypes, apply).forEach((result, i) => {
    expect([...result]).toEqual(expected.slice(0, lengths[i]));
  });
}

test.each(cases)("law: %s of %s is the same in vectors of any length and alone", (name, dtypes) => {
  check(dtypes, (inputs) => Node.apply(name as "add", inputs as [Node, Node], {}));
});

test.each(any.flatMap((from) => any.map((to) => [from, to] as const)))(
  "law: the cast of %s to %s is, too",
  (from, dtype) => {
    // What is beyond every integer becomes one as JavaScript's `| 0` does.
    check([from], ([x]) => Node.apply("cast", [x!], { dtype }));
  },
);

test("law: so are elements that lie apart, backwards, or in every lane", () => {
  const x = leaf("float32", [40], floats);
  const f = (y: Node): Node => Node.apply("sigmoid", [Node.apply("sin", [y], {})], {});
  const start = leaf("int32", [1], [0]);
  const spread = Node.apply("slice", [x, start], { sizes: [14], steps: [3] });
  const backwards = Node.apply("flip", [x], { axes: [0] });
  const column = Node.apply("reshape", [x], { shape: [40, 1] });
  const everywhere = Node.apply("expand", [column], { shape: [40, 7] });
  const [whole, apart, reversed, repeated] = program(
    engine,
    [x, spread, backwards, everywhere].map(f),
  )();
  const all = [...whole!];
  expect([...apart!]).toEqual(all.filter((_, i) => i % 3 === 0));
  expect([...reversed!]).toEqual(all.toReversed());
  expect([...repeated!]).toEqual(all.flatMap((y) => Array.from({ length: 7 }, () => y)));
});

test("law: random numbers depend on their place alone", () => {
  const key = leaf("int32", [4], [1, 2, 2 ** 31 - 20, -1]);
  for (const dtype of ["int32", "float32", "float64"] as const) {
    const draws = lengths.map((length) => Node.apply("random", [key], { shape: [length], dtype }));
    const results = program(engine, draws)();
    const longest = [...results.at(-1)!];
    results.forEach((result) => expect([...result]).toEqual(longest.slice(0, result.length)));
    expect(new Set(longest).size).toBe(40);
  }
});

/** A `where` beside a zero is a mask, and what differs from itself is one comparison: no bit may differ for it. */
test("choices between zeros, and NaN", () => {
  for (const dtype of ["float32", "float64", "int32"] as const) {
    const given = dtype === "int32" ? integers : floats;
    const x = leaf(dtype, [40], given);
    const mask = leaf(
      "bool",
      [40],
      given.map((_, i) => (i % 3 === 0 ? 1 : 0)),
    );
    const number = (value: number): Node => Node.apply("constant", [], { value, dtype });
    const where = (a: Node, b: Node): Node => Node.apply("where", [mask, a, b], {});
    const isNaN = Node.apply("not", [Node.apply("equal", [x, x], {})], {});
    const roots = [
      where(number(0), x),
      where(x, number(0)),
      where(number(-0), x),
      where(x, number(-0)),
      where(number(0), number(-0)),
      isNaN,
    ];
    const data = x.value!.data();
    const minus = dtype === "int32" ? 0 : -0;
    const expected = (f: (one: number, chosen: boolean) => number): number[] =>
      Array.from(data, (one, i) => f(one, i % 3 === 0));
    expect(program(engine, roots)().map((result) => [...result])).toEqual([
      expected((one, chosen) => (chosen ? 0 : one)),
      expected((one, chosen) => (chosen ? one : 0)),
      expected((one, chosen) => (chosen ? minus : one)),
      expected((one, chosen) => (chosen ? one : minus)),
      expected((_, chosen) => (chosen ? 0 : minus)),
      expected((one) => Number(Number.isNaN(one))),
    ]);
  }
});

test("law: a sine or cosine does not depend on its neighbours", () => {
  const values = noise(400, 3);
  for (const primitive of ["sin", "cos"] as const) {
    const first = (...four: number[]): number =>
      program(engine, [Node.apply(primitive, [leaf("float32", [4], four)], {})])()[0]![0]!;
    for (const x of values) expect(first(x, 1e5, 0, 0)).toBe(first(x, 0, 0, 0));
  }
});

test("float32 wraps where it becomes int32, at every odd multiple of 2³¹ and beside it", () => {
  const halves = [1, 3, 5, 7, 255, 257].flatMap((n) => [n * 2 ** 31, -n * 2 ** 31]);
  const around = halves
    .flatMap((x) => [x * (1 - 2 ** -24), x, x * (1 + 2 ** -23)])
    .map(Math.fround);
  const more = [...around, 2 ** 31 - 128, 0.99, -0.99, 1e-40, 3e38, Infinity, -Infinity, NaN];
  const cast = Node.apply("cast", [leaf("float32", [more.length], more)], { dtype: "int32" });
  const [wrapped] = program(engine, [cast])();
  expect(Array.from(wrapped!)).toEqual(more.map((x) => Math.fround(x) | 0));
});
