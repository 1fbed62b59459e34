import type { Create } from "@chainrule/graph";
import type { GradientRules } from "./rule.ts";

/** What is made from no element depends on none. */
export const create: GradientRules<Create> = {
  constant: () => [],
  iota: () => [],
  random: () => [null],
};
