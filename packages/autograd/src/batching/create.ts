import type { Create } from "@chainrule/graph";
import type { BatchingRules } from "./rule.ts";

/** What has no inputs is the same for every example. */
function never(): never {
  throw new Error("vmap: nothing was mapped.");
}

export const create: BatchingRules<Create> = {
  constant: never,
  iota: never,
  random: () => {
    throw new Error("vmap: the key of random numbers must be the same for every example.");
  },
};
