import { wasmEngine } from "@chainrule/engine-wasm";
import { capture, Node, Storage } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import { agree, Dice } from "../src/index.ts";
import { given, leaf } from "../src/leaves.ts";
import { exactProgram } from "../src/programs/exact.ts";
import { smoothProgram } from "../src/programs/smooth.ts";
import { differing, exp, normal, runner, shared, sum } from "../src/shared.ts";
import { reference } from "./engines.ts";

/** Results do not depend on how many threads compute them. */
const engines = [1, 2, 3].map((threads) => wasmEngine({ threads }));

/** Gives workers the time to start: until they are up, one thread does everything. */
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("law: the same bits from 1, 2 and 3 threads, in every run", () => {
  test.each(Object.keys(shared))("%s", async (name) => {
    const roots = shared[name]!();
    const [alone, ...others] = engines.map((engine) => runner(engine, roots));
    const expected = alone!();
    for (let round = 0; round < 4; round++) {
      for (const run of others) expect(differing(run(), expected)).toEqual([]);
      await wait();
    }
    expect(differing(alone!(), expected)).toEqual([]);
  });

  test("random programs, large ones", async () => {
    await wait();
    const size = { steps: 10, most: 400_000, longest: 129 };
    for (let seed = 7000; seed < 7012; seed++) {
      const make = seed % 2 === 0 ? exactProgram : smoothProgram;
      const { roots } = make(new Dice(seed), size);
      const [expected, ...found] = engines.map((engine) => runner(engine, roots)());
      for (const one of found) expect([seed, ...differing(one, expected!)]).toEqual([seed]);
    }
  });
});

test("much code passes to the threads without harm to values in memory", async () => {
  const engine = wasmEngine({ threads: 2 });
  const ones = leaf("float32", [100_000], new Float32Array(100_000).fill(1));
  const program = capture([Node.apply("add", [ones, ones], {})]);
  const twos = Storage.empty("float32", 100_000);
  engine.prepare(program.graph()).run([ones.value!], [twos]);
  // Long chains of functions on many shapes: more than a megabyte of code.
  const roots = Array.from({ length: 150 }, (_, i) => {
    const x = normal([2, 2000 + 4 * i]);
    let y: Node = x;
    for (let k = 0; k < 8; k++) y = Node.apply("sigmoid", [exp(Node.apply("tanh", [y], {}))], {});
    return [
      y,
      Node.apply("matmul", [normal([40, 64 + i]), normal([64 + i, 48])], { dtype: "float32" }),
    ];
  }).flat();
  const run = runner(engine, roots);
  for (let round = 0; round < 3; round++) {
    run();
    await wait();
  }
  expect(twos.data().every((x: number) => x === 2)).toBe(true);
});

test("views of what threads wrote, against the reference", () => {
  const x = given(new Dice(3), "float32", [600, 700]);
  const y = Node.apply("permute", [exp(Node.apply("tanh", [x], {}))], { axes: [1, 0] });
  for (const engine of engines) {
    agree(engine, reference, { roots: [sum(y, 1), y] }, [() => 1e-2, () => 1e-5]);
  }
});
