import type { Cases } from "./cases/case.ts";
import { contract } from "./cases/contract.ts";
import { create } from "./cases/create.ts";
import { elementwise } from "./cases/elementwise.ts";
import { movement } from "./cases/movement.ts";
import { reduce } from "./cases/reduce.ts";

/** What an engine is asked of each primitive. */
export const cases: Cases = { ...elementwise, ...reduce, ...movement, ...contract, ...create };
