import { gradients, Module, Tensor, tensor } from "chainrule";
import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import { expect, test } from "vitest";
import { F, modules, type Row, rows } from "./tables-of-names.ts";

/** What stands in a golden file: nested numbers, a word, or what is known of a random tensor or a layer. */
type Golden =
  | number
  | string
  | readonly Golden[]
  | { readonly shape: readonly number[] }
  | { readonly parameters: number };

interface File {
  readonly values: Readonly<Record<string, number[]>>;
  readonly expected: Readonly<Record<string, Readonly<Record<string, Golden>>>>;
}

const file = (name: string): File =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8")) as File;
const names = file("names");
const expected = { ...names.expected, ...file("names-tensorflow-js").expected };

const dtypes: Readonly<Record<string, "int32" | "bool">> = { i: "int32", j: "int32", mask: "bool" };
const given = Object.fromEntries(
  Object.entries(names.values).map(([name, value]) => [
    name,
    tensor(value, { dtype: dtypes[name] ?? "float32" }),
  ]),
);
const x = given["x"]!;
const f = (of: Tensor): Tensor => of.square().sum();
const environment = Object.assign({}, ...Object.values(modules), given, {
  F,
  f,
  loss: f(x),
}) as Record<string, unknown>;

/** The value of a code span, in the terms of the golden files. */
function valueOf(code: string, like: Golden): unknown {
  const parameters = Object.keys(environment);
  const value: unknown = compileFunction(
    `return (${code});`,
    parameters,
  )(...Object.values(environment));
  if (typeof like === "object" && "shape" in like) return { shape: [...(value as Tensor).shape] };
  if (value instanceof Module)
    return { parameters: value.parameters().reduce((sum, { size }) => sum + size, 0) };
  return plain(value);
}

function plain(value: unknown): unknown {
  if (value instanceof Tensor) return plain(value.toArray());
  if (ArrayBuffer.isView(value)) return Object.values(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

const close = (golden: number): unknown => expect.closeTo(golden, 4);

/** The same with every number as one that is near. */
function near(golden: Golden): unknown {
  if (typeof golden === "number") return close(golden);
  return Array.isArray(golden) ? golden.map(near) : golden;
}

/** The spans of a row that have a golden value. */
function pairs({ page, there, here }: Row): [there: string, here: string, golden: Golden][] {
  if (there.length !== here.length) return [];
  return there.flatMap((code, k): [string, string, Golden][] => {
    const golden = expected[page]?.[code];
    return golden === undefined ? [] : [[code, here[k]!, golden]];
  });
}

const known = rows
  .map((row) => ({ row, spans: pairs(row) }))
  .filter(({ spans }) => spans.length > 0);

test.each(known.map(({ row, spans }) => [`${row.page}:${row.line}`, spans] as const))(
  "%s: names of a row give equal values",
  (_, spans) => {
    for (const [there, here, golden] of spans) {
      expect([there, here, valueOf(here, golden)]).toEqual([there, here, near(golden)]);
    }
  },
);

test("most expressions have a value to compare", () => {
  expect(known.flatMap(({ spans }) => spans).length).toBeGreaterThan(300);
  expect(gradients(f(x), x).toArray()).toEqual(x.mul(2).toArray());
});
