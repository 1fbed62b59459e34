import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { polynomial } from "./polynomial.ts";

/** Adding 1.5·2²³ to a small float32 rounds it to an integer, which is then in its lowest bits. */
const rounder = 12582912;

/** ln 2 in two parts, the first of so few bits that its products by small integers are exact (Cody and Waite). */
const ln2 = [0.693359375, -2.1219444005469057e-4] as const;

/** `(eʳ − 1 − r)/r²` for |r| ≤ ½ ln 2 (Cephes, expf). */
const tail = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
];

/**
 * Splits `x = n·ln 2 + r + lost` with n the nearest integer to x/ln 2: `rounded` gets n, in its lowest bits; `r` gets the rest, |r| ≤ ½ ln 2; `lost`, where
 * it is given, what rounding r has lost.
 */
function split(code: KernelCode, x: number, rounded: number, r: number, lost: number | null): void {
  code.scratch(v128, 2, (n, t) => {
    code.get(x).vector(Math.LOG2E).op("f32x4.mul").vector(rounder).op("f32x4.add").set(rounded);
    code.get(rounded).vector(rounder).op("f32x4.sub").set(n!);
    code.get(x).get(n!).vector(ln2[0]).op("f32x4.mul", "f32x4.sub").set(t!);
    code.get(n!).vector(ln2[1]).op("f32x4.mul").set(n!);
    code.get(t!).get(n!).op("f32x4.sub").set(r);
    if (lost !== null) {
      code.get(t!).get(r).op("f32x4.sub").get(n!).op("f32x4.sub").set(lost);
    }
  });
}

/** Pushes `r²·P(r)`, which is `eʳ − 1 − r`. */
function pushTail(code: KernelCode, r: number): void {
  code.scratch(v128, 1, (sum) => {
    polynomial(code, r, tail, sum!);
    code.get(sum!).get(r).get(r).op("f32x4.mul", "f32x4.mul");
  });
}

/** Multiplies what is on the stack by 2ⁿ, with n in the lowest bits of `rounded`: in two factors, so that results overflow and underflow as they should. */
function timesPower(code: KernelCode, rounded: number): void {
  code.scratch(v128, 1, (half) => {
    const power = (): void =>
      void code.i32(23).op("i32x4.shl").vectorOfInt(0x3f800000).op("i32x4.add");
    code.get(rounded).i32(1).op("i32x4.shr_u").set(half!);
    code.get(half!);
    power();
    code.op("f32x4.mul").get(rounded).get(half!).op("i32x4.sub");
    power();
    code.op("f32x4.mul");
  });
}

/** `eˣ = 2ⁿ·(1 + (r + r²·P(r)))` with n the nearest integer to x/ln 2. NaN stays NaN. */
export function exp(code: KernelCode, x: number): void {
  code.scratch(v128, 2, (rounded, r) => {
    // Beyond these bounds the result is ∞ or 0. pmin and pmax keep a NaN in their first operand.
    code.get(x).vector(89).op("f32x4.pmin").vector(-104).op("f32x4.pmax").set(r!);
    split(code, r!, rounded!, r!, null);
    pushTail(code, r!);
    code.get(r!).op("f32x4.add").vector(1).op("f32x4.add");
    timesPower(code, rounded!);
  });
}

/** As `exp`, for x ≤ 0 and with little more error than the last rounding: for functions that add errors of their own. */
function decay(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (rounded, r, lost, sum) => {
    code.get(x).vector(-104).op("f32x4.pmax").set(r!);
    split(code, r!, rounded!, r!, lost!);
    // 1 + r as a rounded sum and what that has lost.
    code.get(r!).vector(1).op("f32x4.add").set(sum!);
    pushTail(code, r!);
    code.get(lost!).op("f32x4.add");
    code.vector(1).get(sum!).op("f32x4.sub").get(r!).op("f32x4.add", "f32x4.add");
    code.get(sum!).op("f32x4.add");
    timesPower(code, rounded!);
  });
}

/**
 * `eˣ − 1 = 2·((2ⁿ⁻¹ − ½) + 2ⁿ⁻¹·(eʳ − 1))`, which has no cancellation, and x itself where the square of x is too small to count: that keeps −0 and
 * subnormals. NaN stays NaN.
 */
export function expm1(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (rounded, r, rest) => {
    // From −18 down the result is −1.
    code.get(x).vector(89).op("f32x4.pmin").vector(-18).op("f32x4.pmax").set(r!);
    split(code, r!, rounded!, r!, rest!);
    pushTail(code, r!);
    code.get(rest!).op("f32x4.add").get(r!).op("f32x4.add").set(rest!);
    code.get(rounded!).i32(23).op("i32x4.shl").vectorOfInt(0x3f000000).op("i32x4.add").set(r!);
    code.get(r!).vector(0.5).op("f32x4.sub").get(r!).get(rest!).op("f32x4.mul", "f32x4.add");
    code.set(r!);
    code.get(x).get(r!).get(r!).op("f32x4.add");
    code
      .get(x)
      .op("f32x4.abs")
      .vector(2 ** -24)
      .op("f32x4.lt", "v128.bitselect");
  });
}

/** `1/(1 + e⁻ˣ)` for x ≥ 0 and `eˣ/(1 + eˣ)` below, with `e^−|x|` computed once. */
export function sigmoid(code: KernelCode, x: number): void {
  code.scratch(v128, 2, (e, top) => {
    code.get(x).op("f32x4.abs", "f32x4.neg").set(e!);
    decay(code, e!);
    code.set(e!);
    code.vector(1).get(e!).get(x).vector(0).op("f32x4.ge", "v128.bitselect").set(top!);
    code.get(top!).get(e!).vector(1).op("f32x4.add", "f32x4.div");
  });
}

/** `tanh |x| = 1 − 2/(e^{2|x|} + 1)` from 0.625 on, and `|x| + |x|³·P(x²)` below (Cephes, tanhf); the sign is that of x. NaN stays NaN. */
export function tanh(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (size, large, square, sum) => {
    code.get(x).op("f32x4.abs").set(size!);
    code.get(size!).get(size!).op("f32x4.add").set(large!);
    exp(code, large!);
    code.set(large!);
    code
      .vector(1)
      .vector(2)
      .get(large!)
      .vector(1)
      .op("f32x4.add", "f32x4.div", "f32x4.sub")
      .set(large!);
    code.get(x).get(x).op("f32x4.mul").set(square!);
    polynomial(
      code,
      square!,
      [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
      sum!,
    );
    code.get(sum!).get(square!).op("f32x4.mul").get(size!).op("f32x4.mul");
    code.get(size!).op("f32x4.add");
    code.get(large!).get(size!).vector(0.625).op("f32x4.lt", "v128.bitselect");
    code.get(x).get(size!).op("v128.xor", "v128.or");
  });
}
