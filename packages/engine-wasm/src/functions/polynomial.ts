import { fuses } from "../features.ts";
import type { KernelCode } from "../kernel.ts";

/** `sum = sum·x + coefficient` for each coefficient from the second on, highest first: Horner's rule. The value is left in local `sum`. */
export function polynomial(
  code: KernelCode,
  x: number,
  coefficients: readonly number[],
  sum: number,
): void {
  code.vector(coefficients[0]!).set(sum);
  for (const coefficient of coefficients.slice(1)) {
    code.get(sum).get(x);
    if (fuses()) code.vector(coefficient).op("f32x4.relaxed_madd");
    else code.op("f32x4.mul").vector(coefficient).op("f32x4.add");
    code.set(sum);
  }
}
