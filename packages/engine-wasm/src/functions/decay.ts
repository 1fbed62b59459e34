import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { split, whole } from "./exponential.ts";

/** As `exp`, of x ≤ 0, bit for bit: 2ⁿ is 64 places up, and the result comes down again, so that what is too small for a float32 is rounded once. */
export function decay(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (rounded, r, sum) => {
    code.get(x).vector(-104).op("f32x4.pmax").set(r).pause();
    split(code, r, 127 + 64, rounded, r, null);
    whole(code, r, sum);
    code.get(sum).get(rounded).i32(23).op("i32x4.shl", "f32x4.mul");
    code.vector(2 ** -64).op("f32x4.mul");
  });
}
