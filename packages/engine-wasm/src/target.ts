import type { Target } from "@chainrule/compiler";
import { panelNests } from "#parts";
import type { Features } from "./features.ts";
import { scheduleOf } from "./schedule.ts";

/** What the compiler must know of an engine whose WebAssembly has `features`. */
export function targetOf(features: Features): Target {
  return {
    contract: (product) => scheduleOf(product, features),
    panels: (product, nest) => panelNests(nest, (places) => scheduleOf(product, features, places)),
  };
}
