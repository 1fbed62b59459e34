/** In the place of what the condition `chainrule-lean` leaves out, and no program needs then. */
export const absent = (): never => {
  throw new Error("wasmEngine: this needs a build without the condition chainrule-lean.");
};
