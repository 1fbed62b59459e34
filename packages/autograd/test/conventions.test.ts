import { gradients, hessian } from "@chainrule/autograd";
import { type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import saved from "./conventions.json" with { type: "json" };
import { useReference } from "./engine.ts";

useReference();

type Saved = number | string | readonly Saved[];

/** A saved value as numbers. */
function numbers(value: Saved): never {
  const read = (one: Saved): unknown =>
    typeof one === "object" ? one.map(read) : Number(String(one).replace("inf", "Infinity"));
  return read(value) as never;
}

const load = (value: Saved): Tensor => tensor(numbers(value), { dtype: "float64" });

/** Equal to 12 decimals; −0 equals 0. */
function expectEqual(actual: unknown, expected: Saved): void {
  const rounded = (one: unknown): unknown =>
    Array.isArray(one) ? one.map(rounded) : Number((one as number).toFixed(12)) + 0;
  expect(rounded(actual)).toEqual(rounded(numbers(expected)));
}

test.each([
  ["pow", (a: Tensor, b: Tensor) => a.pow(b)],
  ["maximum", (a: Tensor, b: Tensor) => a.maximum(b)],
  ["minimum", (a: Tensor, b: Tensor) => a.minimum(b)],
  ["mod", (a: Tensor, b: Tensor) => a.mod(b)],
  ["div", (a: Tensor, b: Tensor) => a.div(b)],
] as const)("%s as PyTorch's", (name, f) => {
  const [a, b] = [load(saved[name].a), load(saved[name].b)];
  const found = gradients(f(a, b).sum(), [a, b]);
  expectEqual(
    found.map((one) => one.toArray()),
    saved[name].gradients,
  );
});

test.each([
  ["abs", (x: Tensor) => x.abs()],
  ["sign", (x: Tensor) => x.sign()],
  ["floor", (x: Tensor) => x.floor()],
  ["ceil", (x: Tensor) => x.ceil()],
  ["round", (x: Tensor) => x.round()],
  ["sqrt", (x: Tensor) => x.sqrt()],
  ["log", (x: Tensor) => x.log()],
  ["log1p", (x: Tensor) => x.log1p()],
  ["relu", (x: Tensor) => x.relu()],
  ["max", (x: Tensor) => x.max(1)],
  ["min", (x: Tensor) => x.min(1)],
  ["max of all", (x: Tensor) => x.max()],
  ["norm", (x: Tensor) => x.norm(1)],
  ["std", (x: Tensor) => x.std(1)],
  ["prod", (x: Tensor) => x.prod(1)],
] as const)("%s as PyTorch's", (name, f) => {
  const x = load(saved[name].a);
  expectEqual([gradients(f(x).sum(), x).toArray()], saved[name].gradients);
});

test.each(["prod again without zeros", "prod again with one zero"] as const)("%s", (name) => {
  const { a, hessian: expected } = saved[name];
  expectEqual(hessian((x: Tensor) => x.prod())(load(a)).toArray(), expected);
});

test("prod again: with two zeros PyTorch 1.13 gives zeros, and the truth is not", () => {
  const { a, hessian: theirs } = saved["prod again"];
  expectEqual(theirs, [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expectEqual(hessian((x: Tensor) => x.prod())(load(a)).toArray(), [
    [0, 0, 3],
    [0, 0, 0],
    [3, 0, 0],
  ]);
});
