// What takes the place of `operation.ts` under the condition `chainrule-lean`: exponentials of what is at most 0, cosines of small angles, and what pooling compares are
// computed like any other, with the same result.
import type * as full from "../operation.ts";
import type { Applied } from "../plan.ts";

export const operationOf: typeof full.operationOf = (_, { primitive, inputs }) => [
  primitive as Applied,
  inputs,
];
