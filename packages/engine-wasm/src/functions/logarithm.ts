import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { polynomial } from "./polynomial.ts";

/** `(log(1 + m) − m + m²/2)/m³` for √½ ≤ 1 + m < √2 (Cephes, logf). */
const tail = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

/** `x = 2ᵉ·(1 + m)` with √½ ≤ 1 + m < √2, of x > 0; subnormals are scaled up first. */
export function decompose(code: KernelCode, x: number, m: number, e: number): void {
  code.scratch(v128, 1, (t) => {
    code
      .get(x)
      .vector(2 ** -126)
      .op("f32x4.lt")
      .set(t)
      .pause();
    code
      .get(x)
      .vector(2 ** 23)
      .op("f32x4.mul")
      .get(x)
      .get(t)
      .op("v128.bitselect")
      .set(m)
      .pause();
    code.get(m).i32(23).op("i32x4.shr_u").vectorOfInt(126).op("i32x4.sub");
    code.vectorOfInt(23).get(t).op("v128.and", "i32x4.sub", "f32x4.convert_i32x4_s").set(e).pause();
    code.get(m).vectorOfInt(0x007fffff).op("v128.and").vector(0.5).op("v128.or").set(m).pause();
    // Below √½: one exponent less, twice the rest.
    code.get(m).vector(Math.SQRT1_2).op("f32x4.lt").set(t).pause();
    code.get(e).vector(1).get(t).op("v128.and", "f32x4.sub").set(e).pause();
    code.get(m).get(m).get(t).op("v128.and", "f32x4.add").vector(1).op("f32x4.sub").set(m).pause();
  });
}

/**
 * `log x = e·ln 2 + log(1 + m)` with √½ ≤ 1 + m < √2; log(1 + m) is a polynomial, and ln 2 is added in two parts (Cephes, logf). log 0 = −∞,
 * log ∞ = ∞, and NaN below 0.
 */
export function log(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (m, e, sum, square) => {
    decompose(code, x, m, e);
    code.get(m).get(m).op("f32x4.mul").set(square).pause();
    polynomial(code, m, tail, sum);
    code.get(sum).get(m).op("f32x4.mul").get(square).op("f32x4.mul");
    code.get(e).vector(-2.1219444e-4).op("f32x4.mul", "f32x4.add");
    code.get(square).vector(0.5).op("f32x4.mul", "f32x4.sub").get(m).op("f32x4.add");
    code.get(e).vector(0.693359375).op("f32x4.mul", "f32x4.add").set(sum).pause();
    // The ends of the range.
    code.get(x).get(sum).get(x).vector(Infinity).op("f32x4.eq", "v128.bitselect").set(sum).pause();
    code
      .vector(-Infinity)
      .get(sum)
      .get(x)
      .vector(0)
      .op("f32x4.eq", "v128.bitselect")
      .set(sum)
      .pause();
    code.vector(NaN).get(sum).get(x).vector(0).op("f32x4.ge", "v128.not", "v128.bitselect");
  });
}

/**
 * `log(1 + x) = log u + (1 + x − u)/u` with u the float32 nearest to 1 + x: the second term is what the first lacks (as in Higham,
 * "Accuracy and Stability of Numerical Algorithms", 1.14.1). x itself where u is 1, which keeps −0 and subnormals.
 */
export function log1p(code: KernelCode, x: number): void {
  code.scratch(v128, 2, (u, sum) => {
    code.get(x).vector(1).op("f32x4.add").set(u).pause();
    log(code, u);
    // Nothing is lacking far out, where ∞ − ∞ would be NaN; nor at −1, where u is 0.
    code.get(x).get(u).vector(1).op("f32x4.sub", "f32x4.sub");
    code
      .get(x)
      .vector(2 ** 24)
      .op("f32x4.lt", "v128.and");
    code
      .get(u)
      .vector(2 ** -24)
      .op("f32x4.pmax", "f32x4.div", "f32x4.add")
      .set(sum)
      .pause();
    code.get(x).get(sum).get(u).vector(1).op("f32x4.eq", "v128.bitselect");
  });
}
