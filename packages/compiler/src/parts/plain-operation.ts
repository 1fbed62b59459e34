// What takes the place of `operation.ts` under the condition `chainrule-lean`: exponentials of what is at most 0, and cosines of small angles, are computed like any
// other, with the same result.
import type * as full from "../operation.ts";
import type { Applied } from "../plan.ts";

export const operationOf: typeof full.operationOf = (_, { primitive }) => primitive as Applied;
