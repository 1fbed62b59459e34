import { expect, test } from "vitest";
import { Storage, Variable } from "../src/index.ts";

const storage = (value: number): Storage => Storage.of("float32", new Float32Array([value]));

test("replacing makes a new version with a leaf of its own", () => {
  const first = storage(1);
  const w = new Variable([1], "float32", "w", first);
  const leaf = w.leaf;
  expect([leaf.variable, leaf.stateful, w.version]).toEqual([w, true, 0]);
  const second = storage(2);
  w.replace(second);
  expect(w.leaf).not.toBe(leaf);
  expect([w.version, w.leaf.value, w.leaf.variable]).toEqual([1, second, w]);
  expect([leaf.value, first.released, second.released]).toEqual([null, true, false]);
});

test("replacing a value by itself keeps its elements", () => {
  const only = storage(1);
  const w = new Variable([1], "float32", "w", only);
  w.replace(only);
  expect([only.released, w.version, w.leaf.value]).toEqual([false, 1, only]);
});

test("a version has the variable's type", () => {
  const w = new Variable([1], "float32", "w", storage(1));
  expect(() => w.replace(Storage.of("float64", new Float64Array(1)))).toThrow(/^leaf: /);
});
