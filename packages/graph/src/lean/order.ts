import type * as full from "../infer/order.ts";

// What takes the place of `infer/order.ts` under the condition `chainrule-lean`.
export const order: typeof full.order = {
  argsort: (_inputs, _attributes, name) => {
    throw new Error(`${name}: needs a build without the condition chainrule-lean.`);
  },
};
