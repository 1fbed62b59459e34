import { absent } from "@chainrule/graph";

/** In the place of what the condition `chainrule-lean` leaves out, and no program needs then. */
export const none: () => never = absent("wasmEngine", "chainrule-lean");
