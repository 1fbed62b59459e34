import { expect, test } from "vitest";
import { type Engine, type Residence, Storage, type TypedArray } from "../src/index.ts";

/** An engine that holds the elements of one storage. */
function resident(data: TypedArray, synchronous: boolean): Residence & { freed: number } {
  const engine: Engine = {
    name: "toy",
    prepare: () => {
      throw new Error("no programs here");
    },
    upload: () => {},
    read: () => Promise.resolve(data.slice()),
    ...(synchronous ? { readSync: (): TypedArray => data.slice() } : {}),
  };
  return {
    engine,
    freed: 0,
    free() {
      this.freed++;
    },
  };
}

test("a storage adopts its array, which must be of its dtype", () => {
  const array = new Int32Array([1, 2]);
  const storage = Storage.of("int32", array);
  expect(storage.data()).toBe(array);
  expect([storage.length, storage.bytes]).toEqual([2, 8]);
  expect(Storage.of("bool", new Uint8Array(3)).bytes).toBe(3);
  expect(() => Storage.of("float64", array)).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: storage: float64 is held by Float64Array; got Int32Array.]`,
  );
});

test("elements in an engine are read once", () => {
  const storage = Storage.empty("float32", 1);
  storage.residence = resident(new Float32Array([7]), true);
  expect(storage.data()).toEqual(new Float32Array([7]));
  expect(storage.data()).toBe(storage.data());
});

test("an engine that reads asynchronously says so", async () => {
  const storage = Storage.empty("float32", 1);
  storage.residence = resident(new Float32Array([7]), false);
  expect(() => storage.data()).toThrowErrorMatchingInlineSnapshot(
    `[Error: read: the toy engine reads asynchronously; use await read().]`,
  );
  expect(await storage.read()).toEqual(new Float32Array([7]));
  expect(storage.data()).toEqual(new Float32Array([7]));
});

test("release gives up the elements everywhere", async () => {
  const storage = Storage.of("float32", new Float32Array([7]));
  const residence = resident(new Float32Array([7]), true);
  storage.residence = residence;
  storage.release();
  storage.release();
  expect([storage.released, storage.host, storage.residence]).toEqual([true, null, null]);
  expect(residence.freed).toBe(1);
  expect(() => storage.data()).toThrowErrorMatchingInlineSnapshot(
    `[Error: read: the storage was released.]`,
  );
  await expect(storage.read()).rejects.toThrowErrorMatchingInlineSnapshot(
    `[Error: read: the storage was released.]`,
  );
});

test("a storage that no program filled cannot be read", () => {
  expect(() => Storage.empty("float32", 1).data()).toThrowErrorMatchingInlineSnapshot(
    `[Error: read: the storage was never filled.]`,
  );
});
