import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { polynomial } from "./polynomial.ts";

/** Adding 1.5·2²³ to a small float32 rounds it to an integer, which is then in its lowest bits. */
const rounder = 12582912;

/** ln 2 in two parts, the first of so few bits that its products by small integers are exact (Cody and Waite). */
const ln2 = [0.693359375, -2.1219444005469057e-4] as const;

/** `(eʳ − 1 − r)/r²` for |r| ≤ ½ ln 2, so that the error of eʳ is at most 3.6e-9: the polynomial of `scripts/exponential.py`. */
const tail = [
  0.0013814540579915047, 0.00836874544620514, 0.04166838899254799, 0.1666652113199234,
  0.4999999403953552,
];

/**
 * Splits `x = n·ln 2 + r + lost` with n the nearest integer to x/ln 2: `rounded` gets n, in its lowest bits; `r` gets the rest, |r| ≤ ½ ln 2; `lost`, where
 * it is given, what rounding r has lost.
 */
function split(code: KernelCode, x: number, rounded: number, r: number, lost: number | null): void {
  code.scratch(v128, 2, (n, t) => {
    code.get(x).vector(Math.LOG2E).op("f32x4.mul").vector(rounder).op("f32x4.add").set(rounded);
    code.pause().get(rounded).vector(rounder).op("f32x4.sub").set(n!).pause();
    code.get(x).get(n!).vector(ln2[0]).op("f32x4.mul", "f32x4.sub").set(t!).pause();
    code.get(n!).vector(ln2[1]).op("f32x4.mul").set(n!).pause();
    code.get(t!).get(n!).op("f32x4.sub").set(r).pause();
    if (lost !== null) {
      code.get(t!).get(r).op("f32x4.sub").get(n!).op("f32x4.sub").set(lost).pause();
    }
  });
}

/** `rest = r²·P(r)`, which is `eʳ − 1 − r`. */
function beyond(code: KernelCode, r: number, rest: number): void {
  polynomial(code, r, tail, rest);
  code.get(rest).get(r).get(r).op("f32x4.mul", "f32x4.mul").set(rest).pause();
}

/** Turns the integers on the stack into powers of 2, as many places up as `bias` says. */
function powers(code: KernelCode, bias = 0): void {
  code
    .i32(23)
    .op("i32x4.shl")
    .vectorOfInt((127 + bias) << 23)
    .op("i32x4.add");
}

/** `eˣ = 2ⁿ·(1 + (r + r²·P(r)))` with n the nearest integer to x/ln 2; 2ⁿ in two factors, so that results overflow and underflow as they should. NaN stays NaN. */
export function exp(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (rounded, r, sum, half) => {
    // Beyond these bounds the result is ∞ or 0. pmin and pmax keep a NaN in their first operand.
    code.get(x).vector(89).op("f32x4.pmin").vector(-104).op("f32x4.pmax").set(r!).pause();
    split(code, r!, rounded!, r!, null);
    beyond(code, r!, sum!);
    code.get(sum!).get(r!).op("f32x4.add").vector(1).op("f32x4.add").set(sum!).pause();
    code.get(rounded!).i32(1).op("i32x4.shr_u").set(half!).pause();
    code.get(sum!).get(half!);
    powers(code);
    code.op("f32x4.mul").set(sum!).pause();
    code.get(sum!).get(rounded!).get(half!).op("i32x4.sub");
    powers(code);
    code.op("f32x4.mul");
  });
}

/** As `exp`, for x ≤ 0 and with little more error than the last rounding: for functions that add errors of their own. */
function decay(code: KernelCode, x: number): void {
  code.scratch(v128, 5, (rounded, r, lost, sum, rest) => {
    code.get(x).vector(-104).op("f32x4.pmax").set(r!).pause();
    split(code, r!, rounded!, r!, lost!);
    // 1 + r as a rounded sum and what that has lost.
    code.get(r!).vector(1).op("f32x4.add").set(sum!).pause();
    beyond(code, r!, rest!);
    code.get(rest!).get(lost!).op("f32x4.add").set(rest!).pause();
    code.vector(1).get(sum!).op("f32x4.sub").get(r!).op("f32x4.add").get(rest!).op("f32x4.add");
    code.get(sum!).op("f32x4.add").set(sum!).pause();
    // 64 places up and down again: what is too small for a float32 is rounded once.
    code.get(sum!).get(rounded!);
    powers(code, 64);
    code
      .op("f32x4.mul")
      .vector(2 ** -64)
      .op("f32x4.mul");
  });
}

/**
 * `eˣ − 1 = 2·((2ⁿ⁻¹ − ½) + 2ⁿ⁻¹·(eʳ − 1))`, which has no cancellation, and x itself where the square of x is too small to count: that keeps −0 and
 * subnormals. NaN stays NaN.
 */
export function expm1(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (rounded, r, lost, rest) => {
    // From −18 down the result is −1.
    code.get(x).vector(89).op("f32x4.pmin").vector(-18).op("f32x4.pmax").set(r!).pause();
    split(code, r!, rounded!, r!, lost!);
    beyond(code, r!, rest!);
    code.get(rest!).get(lost!).op("f32x4.add").get(r!).op("f32x4.add").set(rest!).pause();
    code.get(rounded!);
    powers(code, -1);
    code.set(r!).pause();
    code.get(r!).vector(0.5).op("f32x4.sub").get(r!).get(rest!).op("f32x4.mul", "f32x4.add");
    code.set(r!).pause();
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
    code
      .get(x)
      .vectorOfInt(-(2 ** 31))
      .op("v128.or")
      .set(e!)
      .pause();
    decay(code, e!);
    code.set(e!).pause();
    code.vector(1).get(e!).get(x).vector(0).op("f32x4.ge", "v128.bitselect").set(top!).pause();
    code.get(top!).get(e!).vector(1).op("f32x4.add", "f32x4.div");
  });
}

/** `tanh |x| = 1 − 2/(e^{2|x|} + 1)` from 0.625 on, and `|x| + |x|³·P(x²)` below (Cephes, tanhf); the sign is that of x. NaN stays NaN. */
export function tanh(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (size, large, square, sum) => {
    code.get(x).op("f32x4.abs").set(size!).pause();
    code.get(size!).get(size!).op("f32x4.add").set(large!).pause();
    exp(code, large!);
    code.set(large!).pause();
    code
      .vector(1)
      .vector(2)
      .get(large!)
      .vector(1)
      .op("f32x4.add", "f32x4.div", "f32x4.sub")
      .set(large!)
      .pause();
    code.get(x).get(x).op("f32x4.mul").set(square!).pause();
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
