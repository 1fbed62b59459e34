import { v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";

/** Functions of float32, four lanes at a time. Each leaves its result on the stack. */

/** `a·b + c`, from the stack pushed by the three. */
function multiplyAdd(code: KernelCode, a: number, b: number, c: () => void): void {
  code.get(a).get(b).op("f32x4.mul");
  c();
  code.op("f32x4.add");
}

/** A polynomial in local `x` by Horner's rule, highest coefficient first, left in local `sum`. */
function polynomial(
  code: KernelCode,
  x: number,
  coefficients: readonly number[],
  sum: number,
): void {
  code.vector(coefficients[0]!).set(sum);
  for (const coefficient of coefficients.slice(1)) {
    multiplyAdd(code, sum, x, () => code.vector(coefficient));
    code.set(sum);
  }
}

/**
 * eˣ = 2ⁿ·eʳ with n the nearest integer to x/ln 2 and r = x − n·ln 2, |r| ≤ ½ ln 2, the product by ln 2 in two parts (Cody and
 * Waite). eʳ is a polynomial of degree 6 (Cephes, expf). 2ⁿ is applied in two factors, so that results overflow to ∞
 * and underflow through the subnormals as they should. NaN stays NaN.
 */
export function emitExp(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (r, n, sum, half) => {
    // Beyond these bounds the result is ∞ or 0. pmin and pmax keep a NaN in their first operand.
    code.get(x).vector(89).op("f32x4.pmin").set(r!);
    code.get(r!).vector(-104).op("f32x4.pmax").set(r!);
    code.get(r!).vector(Math.LOG2E).op("f32x4.mul", "f32x4.nearest").set(n!);
    code.get(r!).get(n!).vector(0.693359375).op("f32x4.mul", "f32x4.sub").set(r!);
    code.get(r!).get(n!).vector(-2.1219444e-4).op("f32x4.mul", "f32x4.sub").set(r!);
    polynomial(
      code,
      r!,
      [
        1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
        5.0000001201e-1,
      ],
      sum!,
    );
    code
      .get(sum!)
      .get(r!)
      .get(r!)
      .op("f32x4.mul", "f32x4.mul")
      .get(r!)
      .op("f32x4.add")
      .vector(1)
      .op("f32x4.add")
      .set(sum!);
    code.get(n!).op("i32x4.trunc_sat_f32x4_s").set(n!);
    code.get(n!).i32(1).op("i32x4.shr_s").set(half!);
    const power = (): void => void code.vectorOfInt(127).op("i32x4.add").i32(23).op("i32x4.shl");
    code.get(sum!).get(half!);
    power();
    code.op("f32x4.mul").get(n!).get(half!).op("i32x4.sub");
    power();
    code.op("f32x4.mul");
  });
}

/**
 * 1/(1 + e⁻ˣ) for x ≥ 0 and eˣ/(1 + eˣ) below, with e^−|x| computed once.
 */
export function emitSigmoid(code: KernelCode, x: number): void {
  code.scratch(v128, 2, (e, top) => {
    code.get(x).op("f32x4.abs", "f32x4.neg").set(e!);
    emitExp(code, e!);
    code.set(e!);
    code.vector(1).get(e!).get(x).vector(0).op("f32x4.ge", "v128.bitselect").set(top!);
    code.get(top!).get(e!).vector(1).op("f32x4.add", "f32x4.div");
  });
}

/**
 * tanh x = sign(x)·(1 − 2/(e^{2|x|} + 1)) from |x| = 0.625 on, and x + x³·P(x²) below (Cephes, tanhf). NaN stays NaN.
 */
export function emitTanh(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (size, large, square, sum) => {
    code.get(x).op("f32x4.abs").set(size!);
    code.get(size!).get(size!).op("f32x4.add").set(large!);
    emitExp(code, large!);
    code.set(large!);
    code
      .vector(1)
      .vector(2)
      .get(large!)
      .vector(1)
      .op("f32x4.add", "f32x4.div", "f32x4.sub")
      .set(large!);
    code
      .get(large!)
      .get(x)
      .vectorOfInt(-(2 ** 31))
      .op("v128.and", "v128.or")
      .set(large!);
    code.get(x).get(x).op("f32x4.mul").set(square!);
    polynomial(
      code,
      square!,
      [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
      sum!,
    );
    code.get(sum!).get(square!).op("f32x4.mul").get(x).op("f32x4.mul").get(x).op("f32x4.add");
    code.get(large!).get(size!).vector(0.625).op("f32x4.lt", "v128.bitselect");
  });
}

/**
 * log x = e·ln 2 + log m with x = 2ᵉ·m and √½ ≤ m < √2; log m is a polynomial in m − 1, and ln 2 is added in two parts (Cephes, logf).
 * Subnormals are scaled up first. log 0 = −∞, log ∞ = ∞, and NaN below 0.
 */
export function emitLog(code: KernelCode, x: number): void {
  code.scratch(v128, 5, (m, e, sum, square, t) => {
    const tiny = (): void =>
      void code
        .get(x)
        .vector(2 ** -126)
        .op("f32x4.lt");
    code
      .get(x)
      .vector(2 ** 23)
      .op("f32x4.mul")
      .get(x);
    tiny();
    code.op("v128.bitselect").set(m!);
    code.get(m!).i32(23).op("i32x4.shr_u").vectorOfInt(126).op("i32x4.sub");
    code.vectorOfInt(23);
    tiny();
    code.op("v128.and", "i32x4.sub", "f32x4.convert_i32x4_s").set(e!);
    code.get(m!).vectorOfInt(0x007fffff).op("v128.and").vector(0.5).op("v128.or").set(m!);
    // Below √½: one exponent less, twice the rest.
    code.get(m!).vector(Math.SQRT1_2).op("f32x4.lt").set(t!);
    code.get(e!).vector(1).get(t!).op("v128.and", "f32x4.sub").set(e!);
    code.get(m!).get(m!).get(t!).op("v128.and", "f32x4.add").vector(1).op("f32x4.sub").set(m!);
    code.get(m!).get(m!).op("f32x4.mul").set(square!);
    polynomial(
      code,
      m!,
      [
        7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
        -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
      ],
      sum!,
    );
    code.get(sum!).get(m!).op("f32x4.mul").get(square!).op("f32x4.mul");
    code.get(e!).vector(-2.1219444e-4).op("f32x4.mul", "f32x4.add");
    code.get(square!).vector(0.5).op("f32x4.mul", "f32x4.sub").get(m!).op("f32x4.add");
    code.get(e!).vector(0.693359375).op("f32x4.mul", "f32x4.add").set(sum!);
    // The ends of the range.
    code.get(x).get(sum!).get(x).vector(Infinity).op("f32x4.eq", "v128.bitselect").set(sum!);
    code.vector(-Infinity).get(sum!).get(x).vector(0).op("f32x4.eq", "v128.bitselect").set(sum!);
    code.vector(NaN).get(sum!).get(x).vector(0).op("f32x4.ge", "v128.not", "v128.bitselect");
  });
}
