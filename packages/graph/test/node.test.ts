import { expect, test } from "vitest";
import { Node, operation, scope, Storage, Variable } from "../src/index.ts";
import { filled, vector } from "./leaves.ts";

test("a leaf has as many elements as its shape says, of its dtype", () => {
  const storage = Storage.of("float32", new Float32Array(3));
  expect(() => Node.leaf([2], "float32", storage)).toThrowErrorMatchingInlineSnapshot(
    `[Error: leaf: a value of float32 [2] needs 2 elements; got 3 of float32.]`,
  );
  expect(() => Node.leaf([3], "float64", storage)).toThrowErrorMatchingInlineSnapshot(
    `[Error: leaf: a value of float64 [3] needs 3 elements; got 3 of float32.]`,
  );
});

test("applying a primitive infers its type and computes nothing", () => {
  const node = Node.apply("less", [filled([2, 1]), vector(1, 2, 3)], {});
  expect([node.shape, node.dtype, node.value]).toEqual([[2, 3], "bool", null]);
});

test("ids grow with time", () => {
  const x = vector(1);
  expect(Node.apply("neg", [x], {}).id).toBeGreaterThan(x.id);
});

test("what is built on a variable is stateful", () => {
  const w = new Variable([1], "float32", "w", vector(1).value!);
  const plain = Node.apply("neg", [vector(1)], {});
  const built = Node.apply("add", [plain, w.leaf], {});
  expect([plain, built, Node.apply("exp", [built], {})].map((node) => node.stateful)).toEqual([
    false,
    true,
    true,
  ]);
});

test("a computed node can forget its inputs, and others cannot", () => {
  const x = vector(1);
  const y = Node.apply("neg", [x], {});
  expect(() => y.forget()).toThrowErrorMatchingInlineSnapshot(
    `[Error: forget: the node has no value.]`,
  );
  y.value = vector(-1).value;
  expect(y.forgotten).toBe(false);
  y.forget();
  expect([y.inputs, y.forgotten, x.forgotten]).toEqual([[], true, false]);
});

test("what never had inputs has not forgotten them", () => {
  const y = Node.apply("iota", [], { length: 1, dtype: "float32" });
  y.value = vector(0).value;
  expect(y.forgotten).toBe(false);
});

test("detached: the same value without a graph", () => {
  const y = Node.apply("neg", [vector(1, 2)], {});
  y.value = vector(-1, -2).value;
  const node = Node.detached(y as Node & { value: Storage });
  expect(node.value).toBe(y.value);
  expect([node.shape, node.primitive, node.inputs]).toEqual([[2], null, []]);
});

test("a node knows the user's operation and module, and so do errors", () => {
  const build = (): Node =>
    scope("Sequential", () =>
      scope("[2]", () =>
        scope("Affine(2, 3)", () =>
          operation("softmax", () => operation("inner", () => Node.apply("exp", [vector(1)], {}))),
        ),
      ),
    );
  const around: string[] = [];
  const { debug } = build();
  for (let { outer } = debug; outer !== undefined; { outer } = outer) around.push(outer.module);
  expect([debug.operation, debug.module]).toEqual(["softmax", "Sequential[2] Affine(2, 3)"]);
  expect(around).toEqual(["Sequential[2]", "Sequential", ""]);
  const wrong = (): Node => Node.apply("add", [vector(1, 2), vector(1, 2, 3)], {});
  expect(() => scope("Affine(2, 3)", wrong)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: Affine(2, 3): add: shapes must broadcast; got [2] and [3].]`,
  );
  expect(() => operation("softmax", wrong)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: softmax: shapes must broadcast; got [2] and [3].]`,
  );
  expect(wrong).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: add: shapes must broadcast; got [2] and [3].]`,
  );
  expect(Node.apply("exp", [vector(1)], {}).debug).toEqual({ operation: "", module: "" });
});
