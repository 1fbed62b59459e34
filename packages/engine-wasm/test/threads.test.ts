import { type Attributes, capture, type Engine, Node, type TypedArray } from "@chainrule/graph";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { Code, i32, Module } from "../src/assembler.ts";
import { getThreads, setThreads, wasmEngine } from "../src/index.ts";
import { type Loadable, Pool, transferBytes } from "../src/threads.ts";
import { type Memory, webAssembly } from "../src/webassembly.ts";
import { controlBytes } from "../src/worker.ts";
import { leaf, noise, program } from "./programs.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const counts = [1, 2, 3, 4];
const engines = counts.map((threads) => wasmEngine({ threads }));

/** What an engine says when it is asked for its threads: `null` while it works alone. */
function poolOf(engine: Engine): Pool | null {
  return (engine as unknown as { pool(work: number): Pool | null }).pool(Infinity);
}

const normal = (seed: number, ...shape: number[]): Node =>
  leaf(
    "float32",
    shape,
    noise(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
  );
const cycle = (length: number, ...values: number[]): Node =>
  leaf(
    "float64",
    [length],
    Array.from({ length }, (_, i) => values[i % values.length]!),
  );
const matmul = (a: Node, b: Node): Node => Node.apply("matmul", [a, b], { dtype: "float32" });
const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });

/** The sum of neighbours in each row, in front of which stands its last element. */
function neighbours(x: Node): Node {
  const [rows, length] = x.shape as [number, number];
  const from = (y: Node, start: number, size: number): Node =>
    Node.apply("slice", [y, leaf("int32", [2], [0, start])], {
      sizes: [rows, size],
      steps: [1, 1],
    });
  const all = Node.apply("concatenate", [from(x, length - 1, 1), x], { axis: 1 });
  return Node.apply("add", [from(all, 0, length), from(all, 1, length)], {});
}

const layer: Attributes<"convolve"> = {
  strides: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  inputDilation: [1, 1],
  kernelDilation: [1, 1],
  groups: 1,
  batchGroups: 1,
  flip: false,
  roles: { input: [0, 1, 2, 3], kernel: [0, 1, 2, 3], output: [0, 1, 2, 3] },
  dtype: "float32",
};

const image = normal(1, 6, 7, 29, 31);
const kernel = normal(2, 13, 7, 3, 3);
const result = normal(3, 6, 13, 29, 31);

const programs: Readonly<Record<string, readonly Node[]>> = {
  "a product of matrices": [matmul(normal(4, 203, 310), normal(5, 310, 157))],
  "the gradient of the weight of a long batch": [
    matmul(Node.apply("permute", [normal(14, 6007, 37)], { axes: [1, 0] }), normal(15, 6007, 21)),
  ],
  "a batch of products": [matmul(normal(16, 150, 29, 31), normal(17, 150, 31, 37))],
  "rows that are padded, and seen through windows": [neighbours(normal(18, 3001, 61))],
  "a convolution": [Node.apply("convolve", [image, kernel], layer)],
  "the gradient of its image": [
    Node.apply("convolve", [result, kernel], {
      ...layer,
      flip: true,
      roles: { ...layer.roles, kernel: [1, 0, 2, 3] },
    }),
  ],
  "the gradient of its kernel": [
    Node.apply("convolve", [image, result], {
      ...layer,
      roles: { input: [1, 0, 2, 3], kernel: [1, 0, 2, 3], output: [1, 0, 2, 3] },
    }),
  ],
  reductions: [
    sum(normal(6, 501, 1001), 0),
    sum(normal(7, 501, 1001), 1),
    sum(normal(8, 1001, 1003), 0, 1),
    Node.apply("max", [normal(9, 64, 65, 66)], { axes: [1], keepsNaN: true }),
    Node.apply("argmax", [normal(10, 999, 333)], { axis: 1 }),
  ],
  "elementwise work": [
    Node.apply("tanh", [Node.apply("add", [normal(11, 601, 803), normal(12, 803)], {})], {}),
    Node.apply("exp", [Node.apply("permute", [normal(13, 301, 503)], { axes: [1, 0] })], {}),
  ],
  "powers that JavaScript's have otherwise": [
    Node.apply("pow", [cycle(300_007, 1, 1, 1, -1), cycle(300_007, NaN, Infinity, 2.5)], {}),
  ],
  "random numbers": (["int32", "float32", "float64"] as const).map((dtype) =>
    Node.apply("random", [leaf("int32", [4], [1, 2, 3, 4])], { shape: [333, 1001], dtype }),
  ),
};

/** The outputs whose bits differ, but for those of NaN, which WebAssembly and JavaScript leave open. */
function differing(a: readonly TypedArray[], b: readonly TypedArray[]): number[] {
  return a.flatMap((one, i) => {
    const other = b[i]!;
    return one.length === other.length && one.every((x, at) => Object.is(x, other[at])) ? [] : [i];
  });
}

describe("law: the same bits from 1, 2, 3 and 4 threads", () => {
  beforeAll(async () => {
    for (const engine of engines.slice(1)) {
      await vi.waitUntil(() => poolOf(engine) !== null, { timeout: 20_000 });
    }
  });

  test.each(Object.entries(programs))("%s", (_, roots) => {
    const [alone, ...others] = engines.map((engine) => program(engine, roots));
    const expected = alone!();
    for (const run of others) {
      // The first run loads the kernels into the workers.
      expect(differing(run(), expected)).toEqual([]);
      expect(differing(run(), expected)).toEqual([]);
    }
  });

  test("and all of them work", () => {
    expect(engines.map((engine) => poolOf(engine)?.threads ?? 1)).toEqual(counts);
    for (const engine of engines.slice(1)) expect(poolOf(engine)!.loaded).toBeGreaterThan(5);
  });
});

describe("a worker that fails", () => {
  /** Two threads, and a module with a function of their units that they run. */
  async function startPool(
    body: (code: Code) => void,
  ): Promise<{ pool: Pool; memory: Memory; module: Loadable; local: () => void }> {
    const memory: Memory = new (webAssembly().Memory)({ initial: 32, maximum: 32, shared: true });
    const pool = new Pool(memory, 2, 65_536);
    await vi.waitUntil(() => pool.ready, { timeout: 20_000 });
    const module = new Module();
    const code = new Code([i32, i32, i32]);
    body(code);
    module.add("k0", code);
    const loadable = { bytes: module.bytes({ shared: true }), count: 1 };
    // As long as a worker takes to claim a part.
    const local = (): void =>
      void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    return { pool, memory, module: loadable, local };
  }

  test("gives an error, now and whenever it is asked for again", async () => {
    const { pool, module, local } = await startPool((code) =>
      // Far beyond the end of the memory.
      code.i32(-4).memory("i32.load").op("drop"),
    );
    const run = (): void => pool.run({ module, index: 0, units: 2, streams: false }, [0], local);
    expect(run).toThrowErrorMatchingInlineSnapshot(
      `[Error: wasmEngine: a kernel failed in a worker.]`,
    );
    expect(() => pool.ready).toThrowErrorMatchingInlineSnapshot(
      `[Error: wasmEngine: a kernel failed in a worker.]`,
    );
  });

  test("where it is the code that it cannot load, too", async () => {
    const { pool, module, local } = await startPool(() => {});
    const broken = { ...module, bytes: module.bytes.map((byte) => byte ^ 0xff) };
    expect(() =>
      pool.run({ module: broken, index: 0, units: 2, streams: false }, [0], local),
    ).toThrow("wasmEngine: a kernel failed in a worker.");
  });

  test("while others, of their own memory, go on", async () => {
    const { pool, memory, module } = await startPool((code) =>
      // The unit, where it belongs.
      code
        .get(0)
        .get(1)
        .i32(4)
        .op("i32.mul", "i32.add")
        .get(1)
        .i32(7)
        .op("i32.add")
        .memory("i32.store"),
    );
    const own: number[] = [];
    pool.run({ module, index: 0, units: 2, streams: false }, [131_072], (start, end) =>
      own.push(start, end),
    );
    const written = new Int32Array(memory.buffer, 131_072, 2);
    for (let i = 0; i < own.length; i += 2) {
      expect(own[i + 1]).toBe(own[i]! + 1);
      written[own[i]!] = own[i]! + 7;
    }
    expect([...written]).toEqual([7, 8]);
    pool.end();
  });
});

const words = { at: 131_072, count: 4096 };

/** A function that calls its calls in the word of the unit that it starts with, and those words. */
function counter(memory: Memory): { loadable: Loadable; calls: Int32Array } {
  const module = new Module();
  const code = new Code([i32, i32, i32]);
  code.get(0).get(1).i32(4).op("i32.mul", "i32.add");
  code.get(0).get(1).i32(4).op("i32.mul", "i32.add").memory("i32.load");
  code.i32(1).op("i32.add").memory("i32.store");
  module.add("k0", code);
  return {
    loadable: { bytes: module.bytes({ shared: true }), count: 1 },
    calls: new Int32Array(memory.buffer, words.at, words.count),
  };
}

const total = (calls: Int32Array): number => calls.reduce((all, one) => all + one, 0);

test("law: of 20,000 tasks, every unit is done once, by 2 and 4 threads", async () => {
  for (const threads of [2, 4]) {
    const memory: Memory = new (webAssembly().Memory)({ initial: 32, maximum: 32, shared: true });
    const pool = new Pool(memory, threads, 65_536);
    await vi.waitUntil(() => pool.ready, { timeout: 20_000 });
    const { loadable, calls } = counter(memory);
    for (let task = 0; task < 10_000; task++) {
      const units = 1 + ((task * 7919) % 37);
      const streams = task % 3 === 0;
      pool.run(
        { module: loadable, index: 0, units, streams },
        [words.at],
        (start) => calls[start]!++,
      );
      // No more parts than units: each part is then one unit, or starts with one that no other starts with.
      const parts = Math.min(units, (streams ? 1 : 4) * threads);
      expect([total(calls), Math.max(...calls.subarray(0, units))]).toEqual([parts, 1]);
      calls.fill(0, 0, units);
    }
    pool.end();
  }
});

test("a thread that is held up leaves what it has not claimed to the others", async () => {
  const memory: Memory = new (webAssembly().Memory)({ initial: 32, maximum: 32, shared: true });
  const pool = new Pool(memory, 2, 65_536);
  await vi.waitUntil(() => pool.ready, { timeout: 20_000 });
  const { loadable, calls } = counter(memory);
  const own: number[] = [];
  const deadline = Date.now() + 20_000;
  pool.run({ module: loadable, index: 0, units: 800, streams: false }, [words.at], (start, end) => {
    own.push(start, end);
    while (total(calls) < 7 && Date.now() < deadline);
  });
  // One of eight parts; the worker did the seven others.
  expect([own.length, own[1]! - own[0]!, total(calls)]).toEqual([2, 100, 7]);
  pool.end();
});

test("workers of an earlier pool that live on leave the memory to the next", async () => {
  const memory: Memory = new (webAssembly().Memory)({ initial: 32, maximum: 32, shared: true });
  const { loadable: module, calls } = counter(memory);
  let own = 0;
  const pools: Pool[] = [];
  for (let round = 1; round <= 3; round++) {
    const pool = new Pool(memory, 2, 65_536);
    pools.push(pool);
    await vi.waitUntil(() => pool.ready, { timeout: 20_000 });
    for (let i = 0; i < 100; i++)
      pool.run({ module, index: 0, units: 2, streams: false }, [words.at], () => void own++);
    expect(total(calls) + own).toBe(200 * round);
  }
  for (const pool of pools) pool.end();
});

test("a program outlives its kernels' place among those that the engine keeps, and the threads that it ran on", async () => {
  const engine = wasmEngine();
  const started = async (threads: number): Promise<void> => {
    setThreads(threads);
    await vi.waitUntil(() => poolOf(engine)?.threads === threads, { timeout: 20_000 });
  };
  const x = normal(20, 300_000);
  const held = program(engine, [Node.apply("exp", [x], {})]);
  await started(2);
  const [expected] = held();
  for (let length = 1; length <= 4200; length++) {
    engine.prepare(capture([Node.apply("neg", [normal(21, length)], {})]).graph());
  }
  await started(3);
  program(engine, [Node.apply("tanh", [x], {})])();
  // More than once: a worker that is asleep leaves its parts to others.
  for (let i = 0; i < 20; i++) expect(differing(held(), [expected!])).toEqual([]);
  setThreads(1);
});

test("the code of kernels and the control block have their places", () => {
  expect(controlBytes % 64).toBe(0);
  expect(transferBytes).toBeGreaterThanOrEqual(2 ** 20);
});

describe("how many threads", () => {
  const sentence = (threads: number, f: (threads: number) => unknown): string => {
    try {
      f(threads);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test.each([0, -1, 1.5, NaN, Infinity, 65, "2" as unknown as number])("not %s", (threads) => {
    expect(sentence(threads, setThreads)).toBe(
      `setThreads: threads must be an integer from 1 to 64; got ${threads}.`,
    );
    expect(sentence(threads, (n) => wasmEngine({ threads: n }))).toBe(
      `wasmEngine: threads must be an integer from 1 to 64; got ${threads}.`,
    );
  });

  test("of more than 64 processors, 64", async () => {
    vi.resetModules();
    vi.doMock("../src/host.ts", () => ({ processors: () => 65 }));
    const { threadCount } = await import("../src/thread-count.ts");
    expect(threadCount()).toBe(64);
    vi.doUnmock("../src/host.ts");
  });

  test("one is no pool, and an engine that was not told follows setThreads", async () => {
    const engine = wasmEngine();
    setThreads(1);
    expect([poolOf(engine), getThreads()]).toEqual([null, 1]);
    setThreads(2);
    expect(getThreads()).toBe(2);
    await vi.waitUntil(() => poolOf(engine) !== null, { timeout: 20_000 });
    expect(poolOf(engine)!.threads).toBe(2);
    setThreads(3);
    expect(poolOf(engine)).toBe(null);
    await vi.waitUntil(() => poolOf(engine) !== null, { timeout: 20_000 });
    expect(poolOf(engine)!.threads).toBe(3);
    setThreads(1);
    expect(poolOf(engine)).toBe(null);
  });
});
