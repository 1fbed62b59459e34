import type { Primitive } from "@chainrule/graph";

/** Elementwise work that is dearer than reading its result from memory. */
const dear: ReadonlySet<Primitive> = new Set<Primitive>([
  "exp",
  "expm1",
  "log",
  "log1p",
  "sqrt",
  "sin",
  "cos",
  "tanh",
  "erf",
  "sigmoid",
  "div",
  "pow",
  "atan2",
  "mod",
  "random",
]);

/** Whether an operation on floating numbers is dearer than reading its result from memory. */
export function isDear(operation: string): boolean {
  return (dear as ReadonlySet<string>).has(operation);
}
