import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { multiplyAdd } from "./polynomial.ts";

/** Adding 1.5·2²³ to a small float32 rounds it to an integer, which is then in its lowest bits. */
export const rounder = 12582912;

/** ln 2 in two parts, the first of so few bits that its products by small integers are exact (Cody and Waite). */
const ln2 = [0.693359375, -2.1219444005469057e-4] as const;

/** `(eʳ − 1 − r)/r²` for |r| ≤ ½ ln 2, so that the error of eʳ is at most 3.6e-9: the polynomial of `scripts/exponential.py`. */
const tail = [
  0.0013814540579915047, 0.00836874544620514, 0.04166838899254799, 0.1666652113199234,
  0.4999999403953552,
] as const;

/**
 * Splits `x = n·ln 2 + r + lost` with n the nearest integer to x/ln 2: `rounded` gets n + `bias` in its lowest bits; `r` gets the rest, |r| ≤ ½ ln 2; `lost`,
 * where it is given, what rounding r has lost.
 */
export function split(
  code: KernelCode,
  x: number,
  bias: number,
  rounded: number,
  r: number,
  lost: number | null,
): void {
  code.scratch(v128, 2, (n, t) => {
    const shift = rounder + bias;
    code.get(x).vector(Math.LOG2E).op("f32x4.mul").vector(shift).op("f32x4.add").set(rounded);
    code.pause().get(rounded).vector(shift).op("f32x4.sub").set(n).pause();
    code.get(x).get(n).vector(ln2[0]).op("f32x4.mul", "f32x4.sub").set(t).pause();
    code.get(n).vector(ln2[1]).op("f32x4.mul").set(n).pause();
    code.get(t).get(n).op("f32x4.sub").set(r).pause();
    if (lost !== null) {
      code.get(t).get(r).op("f32x4.sub").get(n).op("f32x4.sub").set(lost).pause();
    }
  });
}

/** `rest = r²·P(r)`, which is `eʳ − 1 − r`: pairs of neighbours, joined by r² from the highest on. With `sign` −1 it is that of −r. */
function beyond(code: KernelCode, r: number, rest: number, sign: 1 | -1 = 1): void {
  const [a, b, c, d, e] = tail;
  code.scratch(v128, 2, (square, pair) => {
    const by = (x: number) => (): void => void code.get(x);
    const number = (value: number) => (): void => void code.vector(value);
    code.get(r).get(r).op("f32x4.mul").set(square).pause();
    multiplyAdd(code, number(sign * b), by(r), number(c));
    code.set(rest).pause();
    multiplyAdd(code, number(sign * d), by(r), number(e));
    code.set(pair).pause();
    multiplyAdd(code, number(a), by(square), by(rest));
    code.set(rest).pause();
    multiplyAdd(code, by(rest), by(square), by(pair));
    code.get(square).op("f32x4.mul").set(rest).pause();
  });
}

/** `sum = eʳ = 1 + (r + r²·P(r))`. */
export function whole(code: KernelCode, r: number, sum: number): void {
  beyond(code, r, sum);
  code.get(sum).get(r).op("f32x4.add").vector(1).op("f32x4.add").set(sum).pause();
}

/** Leaves `sum·2ⁿ` on the stack, n + 254 being the lowest bits of `rounded`: each half of two biases of exponents is one. 2ⁿ is two factors, so that results overflow and underflow as they should. */
export function scaled(code: KernelCode, sum: number, rounded: number): void {
  code.scratch(v128, 1, (half) => {
    code.get(rounded).i32(1).op("i32x4.shr_u").set(half).pause();
    code.get(sum).get(half).i32(23).op("i32x4.shl", "f32x4.mul").set(sum).pause();
    code.get(sum).get(rounded).get(half).op("i32x4.sub").i32(23).op("i32x4.shl", "f32x4.mul");
  });
}

/** `eˣ = 2ⁿ·eʳ` with n the nearest integer to x/ln 2. NaN stays NaN. */
export function exp(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (rounded, r, sum) => {
    // Beyond these bounds the result is ∞ or 0. pmin and pmax keep a NaN in their first operand.
    code.get(x).vector(89).op("f32x4.pmin").vector(-104).op("f32x4.pmax").set(r).pause();
    split(code, r, 2 * 127, rounded, r, null);
    whole(code, r, sum);
    scaled(code, sum, rounded);
  });
}

/**
 * `eˣ − 1 = 2·((2ⁿ⁻¹ − ½) + 2ⁿ⁻¹·(eʳ − 1))`, which has no cancellation, and x itself where the square of x is too small to count: that keeps −0 and
 * subnormals. NaN stays NaN.
 */
export function expm1(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (rounded, r, lost, rest) => {
    // From −18 down the result is −1.
    code.get(x).vector(89).op("f32x4.pmin").vector(-18).op("f32x4.pmax").set(r).pause();
    split(code, r, 127 - 1, rounded, r, lost);
    beyond(code, r, rest);
    code.get(rest).get(lost).op("f32x4.add").get(r).op("f32x4.add").set(rest).pause();
    code.get(rounded).i32(23).op("i32x4.shl").set(r).pause();
    code.get(r).vector(0.5).op("f32x4.sub").get(r).get(rest).op("f32x4.mul", "f32x4.add");
    code.set(r).pause();
    code.get(x).get(r).get(r).op("f32x4.add");
    code
      .get(x)
      .op("f32x4.abs")
      .vector(2 ** -24)
      .op("f32x4.lt", "v128.bitselect");
  });
}

/**
 * `1/(1 + e⁻ˣ) = 2ⁿ/((1 + 2ⁿ) + (e⁻ʳ − 1))` with `x = n·ln 2 + r`: 1 + 2ⁿ is exact where it counts. 2ⁿ above the line is 64 places up, so that what is too
 * small for a float32 is rounded once. NaN stays NaN.
 */
export function sigmoid(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (power, r, rest) => {
    // From 20 up the result is 1.
    code.get(x).vector(20).op("f32x4.pmin").vector(-104).op("f32x4.pmax").set(r).pause();
    split(code, r, 127 + 64, power, r, null);
    beyond(code, r, rest, -1);
    code.get(rest).get(r).op("f32x4.sub").set(rest).pause();
    code.get(power).i32(23).op("i32x4.shl").set(power).pause();
    const places = 2 ** -64;
    code.get(power).vector(places).op("f32x4.mul").vector(1).op("f32x4.add");
    code.get(rest).op("f32x4.add").set(rest).pause();
    code.get(power).get(rest).op("f32x4.div").vector(places).op("f32x4.mul");
  });
}

/**
 * `tanh |x| = −t/(2 + t)` of `t = e^{−2|x|} − 1 = (2ⁿ − 1) + 2ⁿ·(eʳ − 1)`, which has no cancellation; the sign is that of x. NaN stays NaN.
 */
export function tanh(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (power, r, t) => {
    const sign = -(2 ** 31);
    code.get(x).vectorOfInt(sign).op("v128.or").set(r).pause();
    // From −20 down t is −1.
    code.get(r).get(r).op("f32x4.add").vector(-20).op("f32x4.pmax").set(r).pause();
    split(code, r, 127, power, r, null);
    beyond(code, r, t);
    code.get(t).get(r).op("f32x4.add").set(t).pause();
    code.get(power).i32(23).op("i32x4.shl").set(power).pause();
    code.get(power).vector(1).op("f32x4.sub").get(power).get(t).op("f32x4.mul", "f32x4.add");
    code.set(t).pause();
    code.get(t).get(t).vector(2).op("f32x4.add", "f32x4.div").vectorOfInt(~sign).op("v128.and");
    code.get(x).vectorOfInt(sign).op("v128.and", "v128.or");
  });
}
