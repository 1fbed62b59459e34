import { importedMath, type MathName } from "./math.ts";

/** A function that kernels import, as JavaScript. */
export function sourceOf(name: MathName): string {
  const f = importedMath[name];
  return f === Math[name as "exp"] ? `Math.${name}` : f.toString();
}
