import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { constantWide } from "../constant-wide.ts";

/** Adding 1.5·2⁵² to a small float64 rounds it to an integer, which is then in its lowest bits. */
const rounder = 1.5 * 2 ** 52;

/** ln 2 in two parts, the first of so few bits that its products by small integers are exact (fdlibm 5.3, `e_exp.c`, as the polynomial). */
const ln2 = [6.9314718036912381649e-1, 1.90821492927058770002e-10] as const;

/** `c = r − r²·P(r²)` with `r·c/(2 − c) = eʳ − 1 − r`, for |r| ≤ ½ ln 2, highest first. */
const tail = [
  4.13813679705723846039e-8, -1.6533902205465251539e-6, 6.61375632143793436117e-5,
  -2.77777777770155933842e-3, 1.66666666666666019037e-1,
];

/** Splits `x = n·ln 2 + r` with n the nearest integer to x/ln 2: `rounded` gets n + `bias` in its lowest bits, and `high + rest` is `eʳ − 1`. */
function split(
  code: KernelCode,
  x: number,
  bias: number,
  rounded: number,
  high: number,
  rest: number,
): void {
  const shift = rounder + bias;
  code.scratch(v128, 4, (n, low, r, c) => {
    constantWide(code.get(x), Math.LOG2E).op("f64x2.mul");
    constantWide(code, shift).op("f64x2.add").set(rounded).pause();
    constantWide(code.get(rounded), shift).op("f64x2.sub").set(n).pause();
    constantWide(code.get(x).get(n), ln2[0]).op("f64x2.mul", "f64x2.sub").set(high).pause();
    constantWide(code.get(n), ln2[1]).op("f64x2.mul").set(low).pause();
    code.get(high).get(low).op("f64x2.sub").set(r).pause();
    code.get(r).get(r).op("f64x2.mul").set(n).pause();
    constantWide(code, tail[0]!);
    for (const value of tail.slice(1)) {
      constantWide(code.get(n).op("f64x2.mul"), value).op("f64x2.add").set(c).pause().get(c);
    }
    code.set(c).pause();
    code.get(r).get(c).get(n).op("f64x2.mul", "f64x2.sub").set(c).pause();
    constantWide(code.get(r).get(c).op("f64x2.mul"), 2).get(c).op("f64x2.sub", "f64x2.div");
    code.get(low).op("f64x2.sub").set(rest).pause();
  });
}

/** Leaves x between two bounds in local `to`; NaN stays NaN. */
function between(code: KernelCode, low: number, high: number, to: number): void {
  constantWide(code, high).op("f64x2.pmin");
  constantWide(code, low).op("f64x2.pmax").set(to).pause();
}

/** `eˣ = 2ⁿ·eʳ`, with what `1 + r` loses; 2ⁿ in two factors, so that results overflow and underflow as they should. */
export function exp(code: KernelCode, x: number): void {
  code.scratch(v128, 4, (rounded, high, rest, sum) => {
    between(code.get(x), -746, 710, sum);
    split(code, sum, 2 * 1023, rounded, high, rest);
    constantWide(code.get(high), 1).op("f64x2.add").set(sum).pause();
    constantWide(code, 1).get(sum).op("f64x2.sub").get(high).op("f64x2.add");
    code.get(rest).op("f64x2.add").get(sum).op("f64x2.add").set(sum).pause();
    code.get(rounded).i32(1).op("i64x2.shr_u").set(high).pause();
    code.get(sum).get(high).i32(52).op("i64x2.shl", "f64x2.mul").set(sum).pause();
    code.get(sum).get(rounded).get(high).op("i64x2.sub").i32(52).op("i64x2.shl", "f64x2.mul");
  });
}

/** `1/(1 + e⁻ˣ) = 1/((1 + 2ⁿ) + 2ⁿ·(eʳ − 1))` with `−x = n·ln 2 + r`: all 64 places down, so that no power of 2 overflows. */
export function sigmoid(code: KernelCode, x: number): void {
  code.scratch(v128, 3, (power, high, rest) => {
    const one = 2 ** -64;
    between(code.get(x).op("f64x2.neg"), -60, 746, rest);
    split(code, rest, 1023 - 64, power, high, rest);
    code.get(power).i32(52).op("i64x2.shl").set(power).pause();
    constantWide(code, one);
    constantWide(code, one).get(power).op("f64x2.add");
    code.get(power).get(rest).get(high).op("f64x2.add", "f64x2.mul", "f64x2.add", "f64x2.div");
  });
}

/**
 * `tanh |x| = −t/(2 + t)` of `t = e − 1 = (2ⁿ − 1) + 2ⁿ·(eʳ − 1)` and `e = e^{−2|x|}`, which has no cancellation, and `1 − 2·e/(2 + t)` where e is below ⅓, and so what it
 * loses; the sign is that of x.
 */
export function tanh(code: KernelCode, x: number): void {
  code.scratch(v128, 5, (power, e, t, below, z) => {
    constantWide(code.get(x).op("f64x2.abs"), -2).op("f64x2.mul");
    constantWide(code, -44).op("f64x2.pmax").set(t).pause();
    split(code, t, 1023, power, z, e);
    code.get(power).i32(52).op("i64x2.shl").set(power).pause();
    code.get(power).get(e).get(z).op("f64x2.add", "f64x2.mul").set(e).pause();
    constantWide(code.get(power), 1).op("f64x2.sub").get(e).op("f64x2.add").set(t).pause();
    code.get(power).get(e).op("f64x2.add").set(e).pause();
    constantWide(code.get(e), 1 / 3)
      .op("f64x2.lt")
      .set(below)
      .pause();
    code.get(e).get(e).op("f64x2.add").get(t).get(below).op("v128.bitselect");
    constantWide(code.get(t), 2).op("f64x2.add", "f64x2.div", "f64x2.abs").set(z).pause();
    constantWide(code, 1).get(z).op("f64x2.sub").get(z).get(below).op("v128.bitselect");
    constantWide(code.get(x), -0).op("v128.and", "v128.or");
  });
}
