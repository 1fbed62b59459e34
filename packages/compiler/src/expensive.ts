import type { Primitive } from "@chainrule/graph";

const expensive: ReadonlySet<Primitive> = new Set<Primitive>([
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

/** Whether an operation on floating numbers costs more than reading its result from memory. */
export function isExpensive(operation: string): boolean {
  return (expensive as ReadonlySet<string>).has(operation);
}
