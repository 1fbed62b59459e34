import { type Engine, Storage, type TypedArray } from "@chainrule/graph";
import { expect, test } from "vitest";
import { Heap } from "../src/heap.ts";

/** What the cache holds without a program that needs more. */
const mostStorages = 256;
const mostBytes = 64 * 2 ** 20;

/** A heap, whose engine reads from it. */
function makeHeap(): Heap {
  const engine = {
    name: "test",
    readSync: (storage: Storage): TypedArray => heap.read(storage),
  } as Partial<Engine> as Engine;
  const heap = new Heap(engine);
  return heap;
}

const given = (...elements: number[]): Storage => Storage.of("int32", new Int32Array(elements));

/** A storage that a program has filled: its elements are in the heap alone. */
function written(heap: Heap, length: number, value: number): Storage {
  const storage = Storage.empty("int32", length);
  heap.view(storage, heap.allocate(storage)).fill(value);
  return storage;
}

test("a storage is copied once, and stays until its room is needed", () => {
  const heap = makeHeap();
  const x = given(1, 2, 3);
  heap.begin(1, x.bytes);
  const address = heap.load(x);
  expect([...heap.view(x, address)]).toEqual([1, 2, 3]);
  heap.view(x, address)[0] = 7;
  heap.begin(1, x.bytes);
  expect(heap.load(x)).toBe(address);
  expect([...heap.read(x)]).toEqual([7, 2, 3]);
});

test("storages do not overlap, and are aligned to cache lines", () => {
  const heap = makeHeap();
  const storages = Array.from({ length: 50 }, (_, i) => given(...Array(i).fill(i)));
  heap.begin(50, 0);
  for (const storage of storages) expect(heap.load(storage) % 64).toBe(0);
  storages.forEach((storage, i) => expect([...heap.read(storage)]).toEqual(Array(i).fill(i)));
});

test("the least recently used leaves first, and what is nowhere else is written back", () => {
  const heap = makeHeap();
  const storages = Array.from({ length: mostStorages }, (_, i) => written(heap, 4, i));
  heap.load(storages[0]!);
  heap.begin(2, 0);
  const isResident = ({ residence }: Storage): boolean => residence !== null;
  expect(storages.filter((storage) => !isResident(storage))).toEqual(storages.slice(1, 3));
  expect(isResident(storages[0]!)).toBe(true);
  expect(storages.slice(1, 3).map(({ host }) => [...host!])).toEqual([
    [1, 1, 1, 1],
    [2, 2, 2, 2],
  ]);
  // What stayed is read from the heap.
  expect(storages[3]!.host).toBe(null);
  expect([...storages[3]!.data()]).toEqual([3, 3, 3, 3]);
});

test("what comes back has the elements that it left with", () => {
  const heap = makeHeap();
  const x = written(heap, 3, 5);
  for (let i = 0; i < mostStorages; i++) written(heap, 3, i);
  heap.begin(1, 0);
  expect(x.residence).toBe(null);
  expect([...heap.view(x, heap.load(x))]).toEqual([5, 5, 5]);
});

test("the cache is bounded in bytes too, and a large program widens it", () => {
  const heap = makeHeap();
  const quarter = mostBytes / 4 / 4;
  const storages = Array.from({ length: 4 }, (_, i) => written(heap, quarter, i));
  heap.begin(1, 1);
  expect(storages.map(({ residence }) => residence !== null)).toEqual([false, true, true, true]);
  // Three times the largest program.
  heap.begin(1, mostBytes);
  const more = Array.from({ length: 8 }, () => written(heap, quarter, 0));
  heap.begin(1, 4 * quarter);
  expect([...storages.slice(1), ...more].filter(({ residence }) => residence === null)).toEqual([]);
});

test("a program's arena moves when it grows, and what is cached stays what it was", () => {
  const heap = makeHeap();
  const before = heap.memory.buffer.byteLength;
  const small = heap.arena(1000);
  const x = written(heap, 1000, 3);
  expect(heap.arena(500)).toBe(small);
  const large = heap.arena(3_000_000);
  expect(heap.memory.buffer.byteLength).toBeGreaterThanOrEqual(before + 2_000_000);
  expect(large).toBeGreaterThan(small);
  heap.view(Storage.empty("int32", 750_000), large).fill(-1);
  expect(heap.read(x).every((element) => element === 3)).toBe(true);
});

test("what was freed is allocated again, joined with its neighbours", () => {
  const heap = makeHeap();
  const parts = Array.from({ length: 10 }, (_, i) => written(heap, 1000, i));
  const last = written(heap, 10, 1);
  const end = heap.memory.buffer.byteLength;
  for (const part of parts.toReversed()) part.release();
  const whole = written(heap, 9000, 2);
  expect(heap.read(last)[0]).toBe(1);
  expect(heap.read(whole).every((element) => element === 2)).toBe(true);
  expect(heap.memory.buffer.byteLength).toBe(end);
});

test("a thousand rounds of allocating and releasing leave no more holes than the first hundred", () => {
  const heap = makeHeap();
  const round = (i: number): void => {
    heap.begin(20, 100_000);
    const storages = Array.from({ length: 20 }, (_, j) =>
      written(heap, 1 + ((i * 7 + j * 13) % 997), j),
    );
    storages.forEach((storage, j) => {
      if ((i + j) % 3 > 0) storage.release();
    });
  };
  for (let i = 0; i < 100; i++) round(i);
  const after = heap.memory.buffer.byteLength;
  for (let i = 100; i < 1100; i++) round(i);
  expect(heap.memory.buffer.byteLength).toBeLessThan(1.25 * after);
});

test("a storage is in one engine at a time, and goes from one to another by the host", () => {
  const [one, other] = [makeHeap(), makeHeap()];
  const x = written(one, 4, 9);
  expect([...other.view(x, other.load(x))]).toEqual([9, 9, 9, 9]);
  expect(() => one.read(x)).toThrow("not in this engine's memory");
  one.begin(mostStorages, 0);
  expect([...other.read(x)]).toEqual([9, 9, 9, 9]);
});

test("a storage of another engine is not read", () => {
  const heap = makeHeap();
  expect(() => heap.read(given(1))).toThrowErrorMatchingInlineSnapshot(
    `[Error: wasmEngine: the storage is not in this engine's memory.]`,
  );
});

test("memory that cannot grow gives one sentence, and what was there can be used", () => {
  const heap = makeHeap();
  const x = written(heap, 100, 4);
  Object.defineProperty(heap.memory, "grow", {
    value: () => {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    },
  });
  const large = Storage.empty("int32", 2 ** 26);
  expect(() => heap.allocate(large)).toThrowErrorMatchingInlineSnapshot(
    `[Error: wasmEngine: needs 258 MB of memory in all, more than this machine gives a program.]`,
  );
  expect(() => heap.arena(2 ** 28)).toThrowErrorMatchingInlineSnapshot(
    `[Error: wasmEngine: needs 258 MB of memory in all, more than this machine gives a program.]`,
  );
  expect(large.residence).toBe(null);
  expect(heap.read(x).every((element) => element === 4)).toBe(true);
  expect([...written(heap, 2, 6).data()]).toEqual([6, 6]);
});
