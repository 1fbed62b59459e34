import { readFileSync } from "node:fs";
import { Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

/** What has no place in a list of what a tensor can do: what it is built by. */
const inside = new Set(["constructor", "composite", "node", "toString", "wrap"]);

/** The methods of a class and of those it extends. */
function methodsOf(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  return [
    ...Object.getOwnPropertyNames(prototype),
    ...methodsOf(Object.getPrototypeOf(prototype) as object),
  ];
}

test("the README of tensor names every method of a tensor", () => {
  const text = readFileSync(new URL("../../tensor/README.md", import.meta.url), "utf8");
  const methods = methodsOf(Tensor.prototype).filter((name) => !inside.has(name));
  expect(methods.length).toBeGreaterThan(100);
  expect(methods.filter((name) => !new RegExp(String.raw`\b${name}\b`).test(text))).toEqual([]);
});
