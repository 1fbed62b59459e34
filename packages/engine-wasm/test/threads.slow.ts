import { expect, test, vi } from "vitest";
import { Code, i32, Module } from "../src/assembler.ts";
import { Pool } from "../src/threads.ts";
import { webAssembly } from "../src/webassembly.ts";

test("a worker that was ended from outside gives an error after a minute, not a hang", async () => {
  const memory = new (webAssembly().Memory)({ initial: 32, maximum: 32, shared: true });
  const pool = new Pool(memory, 2, 65_536);
  await vi.waitUntil(() => pool.ready, { timeout: 20_000 });
  const module = new Module();
  module.add("k0", new Code([i32, i32, i32]));
  const loadable = {
    bytes: module.bytes({ shared: true }),
    count: 1,
    slot: -1,
  };
  pool.end();
  expect(() =>
    pool.run({ module: loadable, index: 0, units: 2, streams: false }, [0], () => {}),
  ).toThrowErrorMatchingInlineSnapshot(
    `[Error: wasmEngine: a worker has not answered for 60 s; it was probably ended from outside.]`,
  );
});
