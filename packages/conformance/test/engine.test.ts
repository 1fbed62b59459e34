import type { Node, Primitive } from "@chainrule/graph";
import { capture } from "@chainrule/graph";
import { describe, test } from "vitest";
import { agreeOn, cases, Dice, type Entry } from "../src/index.ts";
import { engines, reference } from "./engines.ts";

/** Whether every step of the program of `node` runs on `engine`. */
function runs(engine: (typeof engines)[number], node: Node): boolean {
  const { nodes } = capture([node]);
  return nodes.every(({ primitive, dtype }) => engine.supports(primitive!, dtype));
}

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  test.each(Object.entries(cases) as [Primitive, Entry][])("%s", (primitive, entry) => {
    let seed = 0;
    for (const letter of primitive) seed = seed * 31 + letter.charCodeAt(0);
    for (const node of entry.cases(new Dice(seed))) {
      if (runs(engine, node)) agreeOn(engine, reference, node, entry.closeness);
    }
  });
});
