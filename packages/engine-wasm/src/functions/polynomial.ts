import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";

/** `a·b + c` of what `a`, `b` and `c` push, left on the stack: rounded once where there is an instruction for it, else twice. */
export function multiplyAdd(code: KernelCode, a: () => void, b: () => void, c: () => void): void {
  a();
  b();
  if (!code.fused) code.op("f32x4.mul");
  c();
  code.op(code.fused ? "f32x4.relaxed_madd" : "f32x4.add");
}

/**
 * `sum = Σ cᵢ·xⁿ⁻ⁱ`, highest first, by Estrin's scheme: neighbours are joined in pairs, the pairs by x², those by x⁴ and so on, so that few
 * instructions wait for each other.
 */
export function polynomial(
  code: KernelCode,
  x: number,
  coefficients: readonly number[],
  sum: number,
): void {
  const terms = coefficients.map((value) => (): void => void code.vector(value));
  code.scratch(v128, Math.ceil(coefficients.length / 2) + 1, (power, ...locals) => {
    let by = x;
    for (let left = terms; left.length > 1;) {
      const odd = left.length % 2;
      const joined = left.slice(0, odd);
      for (let i = odd; i < left.length; i += 2) {
        const local = left.length === 2 ? sum : locals[joined.length]!;
        const factor = by;
        multiplyAdd(code, left[i]!, () => void code.get(factor), left[i + 1]!);
        code.set(local).pause();
        joined.push(() => void code.get(local));
      }
      left = joined;
      if (left.length > 1) {
        code.get(by).get(by).op("f32x4.mul").set(power).pause();
        by = power!;
      }
    }
  });
}
