import { capture, type Engine, Node, Storage } from "@chainrule/graph";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { type Memory as WasmMemory, webAssembly } from "../src/webassembly.ts";

/** A machine that gives a program at most 256 MB, as telephones do. */
beforeEach(() => {
  const whole = webAssembly();
  function Memory(limits: { initial: number; maximum: number; shared: boolean }): WasmMemory {
    if (limits.maximum > 4096) throw new RangeError("could not allocate memory");
    return new whole.Memory(limits);
  }
  vi.stubGlobal("WebAssembly", Object.create(whole, { Memory: { value: Memory } }));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const megabyte = 2 ** 18;

/** Fills a storage of so many megabytes with a number. */
function filled(engine: Engine, megabytes: number, value: number): Storage {
  const number = Node.leaf([], "float32", Storage.of("float32", Float32Array.of(value)));
  const length = megabytes * megabyte;
  const program = capture([Node.apply("expand", [number], { shape: [length] })]);
  const output = Storage.empty("float32", length);
  engine.prepare(program.graph()).run([number.value!], [output]);
  return output;
}

/** The first and the last element. */
const ends = (storage: Storage): number[] => {
  const data = storage.data();
  return [data[0]!, data.at(-1)!];
};

test.each([
  { name: "more and more of one size", sizes: [60, 60, 60, 60, 60, 60] },
  { name: "larger ones, which no hole is large enough for", sizes: [20, 50, 90, 140, 200, 240] },
  { name: "small ones after a large one", sizes: [220, 60, 60, 60, 3] },
])("what runs use makes room for the next: $name", ({ sizes }) => {
  const engine = wasmEngine({ threads: 1 });
  const storages = sizes.map((size, i) => filled(engine, size, i + 1));
  expect(storages.map(ends)).toEqual(sizes.map((_, i) => [i + 1, i + 1]));
});

test("a program that needs more than there is fails by itself, as often as it is tried", () => {
  const engine = wasmEngine({ threads: 1 });
  const before = filled(engine, 100, 7);
  for (let i = 0; i < 3; i++) {
    expect(() => filled(engine, 300, 1)).toThrowError(
      /^wasmEngine: needs 30\d MB of memory in all, more than this machine gives a program\.$/,
    );
  }
  expect(ends(before)).toEqual([7, 7]);
  expect(ends(filled(engine, 200, 8))).toEqual([8, 8]);
});

test("results that are copies of one another, and what is brought in before it is needed, find room too", () => {
  const engine = wasmEngine({ threads: 1 });
  const x = filled(engine, 50, 1);
  const leaf = Node.leaf([50 * megabyte], "float32", x);
  const next = Node.apply("exp", [leaf], {});
  const captured = capture([next, next, next]);
  const executable = engine.prepare(captured.graph());
  const run = (): Storage[] => {
    const outputs = [1, 2, 3].map(() => Storage.empty("float32", 50 * megabyte));
    executable.run([x], outputs);
    return outputs;
  };
  for (let i = 0; i < 3; i++) {
    const outputs = run();
    expect(outputs.map(ends)).toEqual(
      Array.from({ length: 3 }, () => [Math.fround(Math.E), Math.fround(Math.E)]),
    );
    const given = Storage.of("float32", new Float32Array(60 * megabyte).fill(5));
    engine.upload(given);
    expect(given.residence).not.toBe(null);
  }
});
