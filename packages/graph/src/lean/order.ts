import { absent } from "../absent.ts";
import type * as full from "../infer/order.ts";

// What takes the place of `infer/order.ts` under the condition `chainrule-lean`.
export const order: typeof full.order = { argsort: absent("argsort", "chainrule-lean") };
