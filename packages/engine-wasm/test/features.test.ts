import { expect, test } from "vitest";
import { Code, Module, v128 } from "../src/assembler.ts";
import { fuses } from "../src/features.ts";
import { webAssembly } from "../src/webassembly.ts";
import { instantiate } from "./instances.ts";

/** `memory[32…] = memory[0…]·memory[16…] + memory[16…]`, by a fused instruction. */
function fused(): Module {
  const module = new Module();
  const code = new Code([], []);
  const x = code.local(v128);
  code.i32(16).memory("v128.load").set(x);
  code.i32(32).i32(0).memory("v128.load").get(x).get(x).op("f32x4.relaxed_madd");
  module.add("f", code.memory("v128.store"));
  return module;
}

test("a fused multiply-add is used where WebAssembly has one", () => {
  expect(webAssembly().validate(fused().bytes({ shared: false }))).toBe(fuses());
});

test.runIf(fuses())("it multiplies and adds", () => {
  const { exports, memory } = instantiate(fused());
  new Float32Array(memory.buffer).set([1, 2, 3, -4, 5, 6, 7, 8]);
  exports["f"]!();
  expect([...new Float32Array(memory.buffer, 32, 4)]).toEqual([10, 18, 28, -24]);
});
