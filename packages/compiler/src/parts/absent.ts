/** In the place of what the condition `chainrule-dense` leaves out. */
export const absent = (): never => {
  throw new Error("compile: images need a build without the condition chainrule-dense.");
};
