import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { exp } from "./exponential.ts";
import { polynomial } from "./polynomial.ts";

/** Where the two ranges meet. */
const bend = 0.927734375;

/** `erf x = x + x·P(x²)` up to the bend, */
const near = [
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
];

/** and `1 − exp(|x|·P(|x|) − |x|)` beyond: log(1 − erf) is smooth there. */
const far = [
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
  -1.28717512e-1,
];

/** `2/√π · ∫₀ˣ exp(−t²) dt`, odd, and ±1 at ±∞. NaN stays NaN. */
export function erf(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (size, sum, large) => {
    // erf 10 is 1: no sum of infinities.
    code.get(x).op("f32x4.abs").vector(10).op("f32x4.pmin").set(size).pause();
    polynomial(code, size, far, sum);
    code.get(sum).get(size).op("f32x4.mul").get(size).op("f32x4.sub").set(large).pause();
    exp(code, large);
    code.set(large).pause();
    code.vector(1).get(large).op("f32x4.sub").set(large).pause();
    code
      .get(large)
      .get(x)
      .vectorOfInt(-(2 ** 31))
      .op("v128.and", "v128.or")
      .set(large)
      .pause();
    code.scratch(v128, 1, (square) => {
      code.get(x).get(x).op("f32x4.mul").set(square).pause();
      polynomial(code, square, near, sum);
    });
    code.get(sum).get(x).op("f32x4.mul").get(x).op("f32x4.add");
    code.get(large).get(size).vector(bend).op("f32x4.lt", "v128.bitselect");
  });
}
