import type { Primitive } from "@chainrule/graph";
import { describe, test } from "vitest";
import { agreeOn, cases, Dice, type Entry } from "../src/index.ts";
import { engines, reference } from "./engines.ts";

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  test.each(Object.entries(cases) as [Primitive, Entry][])("%s", (primitive, entry) => {
    let seed = 0;
    for (const letter of primitive) seed = seed * 31 + letter.charCodeAt(0);
    for (const node of entry.cases(new Dice(seed))) {
      agreeOn(engine, reference, node, entry.closeness);
    }
  });
});
