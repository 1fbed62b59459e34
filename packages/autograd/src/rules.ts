import { images } from "#images";
import { contract } from "./rules/contract.ts";
import { create } from "./rules/create.ts";
import { elementwise } from "./rules/elementwise.ts";
import { movement } from "./rules/movement.ts";
import { reduce } from "./rules/reduce.ts";
import type { GradientRules } from "./rules/rule.ts";

/** One vector-Jacobian rule for each primitive. */
export const rules: GradientRules = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...contract,
  ...images,
  ...create,
};
