import { capture, Node, Storage } from "@chainrule/graph";
import { expect, test, vi } from "vitest";
import { standaloneProgram } from "@chainrule/engine-wasm";
import { webAssembly } from "../src/webassembly.ts";

// As in a browser that knows `relaxed_madd`, whether or not this Node does.
vi.mock("../src/features.ts", () => ({ fuses: () => true }));

test("what is written where products and sums are one instruction runs where they are two", () => {
  const x = Node.leaf([64], "float32", Storage.empty("float32", 64));
  const program = standaloneProgram(capture([Node.apply("exp", [x], {})]).graph(), [0]);
  expect(program.modules.length).toBe(2);
  expect(webAssembly().validate(program.modules[1]!)).toBe(true);
});
