import { absent } from "@chainrule/graph";

/** In the place of what the condition `chainrule-lean` leaves out, and no program needs then. */
export const leftOut: () => never = absent("wasmEngine", "chainrule-lean");
