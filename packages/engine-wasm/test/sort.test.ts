import type { Sort } from "@chainrule/compiler";
import { expect, test } from "vitest";
import type { Heap } from "../src/heap.ts";
import { sorter } from "../src/sort.ts";

test("sorts beyond 2 GiB, where addresses come as negative integers", () => {
  const arrays = new Map<number, Float32Array | Int32Array>([
    [2 ** 31, Float32Array.of(3, 1, 2)],
    [2 ** 32 - 16, new Int32Array(3)],
  ]);
  const heap = { view: (_: unknown, address: number) => arrays.get(address) } as unknown as Heap;
  const kernel = {
    dtype: "float32",
    outer: 1,
    length: 3,
    inner: 1,
    count: 3,
    descending: false,
  } as Sort;
  sorter(kernel, heap).run((2 ** 31) | 0, -16);
  expect(arrays.get(2 ** 32 - 16)).toEqual(Int32Array.of(1, 2, 0));
});
