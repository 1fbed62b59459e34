import { contract } from "./batching/contract.ts";
import { create } from "./batching/create.ts";
import { elementwise } from "./batching/elementwise.ts";
import { movement } from "./batching/movement.ts";
import { reduce } from "./batching/reduce.ts";
import type { BatchingRules } from "./batching/rule.ts";

/** What each primitive is for all examples at once. */
export const batchingRules: BatchingRules = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...contract,
  ...create,
};
