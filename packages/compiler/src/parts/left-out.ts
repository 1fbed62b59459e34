import { absent } from "@chainrule/graph";

/** In the place of what the condition `chainrule-dense` leaves out: no graph asks for it. */
export const leftOut: () => never = absent("compile", "chainrule-dense");
