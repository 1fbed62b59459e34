import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { rounder, scaled, whole } from "./exponential.ts";
import { decompose } from "./logarithm.ts";
import { polynomial } from "./polynomial.ts";

/** `(3·artanh(s) − 3·s − s³)/s⁵` of s² for |s| ≤ 3 − 2√2, highest first. */
const tail = [3 / 11, 3 / 9, 3 / 7, 3 / 5];

/** ⅔/ln 2, and what float32 lacks of it. */
const scale = Math.fround((2 / 3) * Math.LOG2E);
const scaleRest = (2 / 3) * Math.LOG2E - scale;

/** Results are 0 or ∞ beyond these powers of 2. */
const most = 160;

/** `p + lost = a·b` exactly, by halves of 12 bits, whose products are exact (Dekker 1971). */
function product(code: KernelCode, a: number, b: number, p: number, lost: number): void {
  code.scratch(v128, 4, (ah, al, bh, bl) => {
    for (const [x, high, low] of [
      [a, ah, al],
      [b, bh, bl],
    ] as const) {
      code.get(x).vectorOfInt(-4096).op("v128.and").set(high).pause();
      code.get(x).get(high).op("f32x4.sub").set(low).pause();
    }
    code.get(a).get(b).op("f32x4.mul").set(p).pause();
    code.get(ah).get(bh).op("f32x4.mul").get(p).op("f32x4.sub");
    code.get(ah).get(bl).op("f32x4.mul", "f32x4.add");
    code.get(al).get(bh).op("f32x4.mul", "f32x4.add");
    code.get(al).get(bl).op("f32x4.mul", "f32x4.add").set(lost).pause();
  });
}

/**
 * `log + rest = log₂ x` of x > 0 to 2⁻³⁰ of it: `e + ⅔/ln 2·3·artanh(s)` with x = 2ᵉ·(1 + m) and s = m/(2 + m), and `3·s + s³` in two parts.
 * −∞ at 0, ∞ at ∞, NaN at NaN; `rest` is any number there.
 */
function log2(code: KernelCode, x: number, log: number, rest: number): void {
  code.scratch(v128, 6, (m, e, s, t, p, lost) => {
    decompose(code, x, m, e);
    // The denominator is p + lost, s + rest the quotient.
    code.get(m).vector(2).op("f32x4.add").set(p).pause();
    code.get(m).get(p).vector(2).op("f32x4.sub", "f32x4.sub").set(lost).pause();
    code.get(m).get(p).op("f32x4.div").set(s).pause();
    code.get(s).get(lost).op("f32x4.mul").set(lost).pause();
    product(code, s, p, t, rest);
    code.get(m).get(t).op("f32x4.sub").get(rest).op("f32x4.sub").get(lost).op("f32x4.sub");
    code.get(p).op("f32x4.div").set(rest).pause();
    // s² is t + lost, and 3·rest·(1 + s²) is what the rest adds.
    product(code, s, s, t, lost);
    code.get(t).vector(1).op("f32x4.add").get(rest).vector(3).op("f32x4.mul", "f32x4.mul");
    code.get(s).get(lost).op("f32x4.mul", "f32x4.add").set(rest).pause();
    polynomial(code, t, tail, p);
    code.get(p).get(t).op("f32x4.mul").set(p).pause();
    code.get(t).get(s).op("f32x4.mul").set(t).pause();
    code.get(rest).get(t).get(p).op("f32x4.mul", "f32x4.add").set(rest).pause();
    // 3·s is p + lost.
    code.get(s).get(s).op("f32x4.add").set(log).pause();
    code.get(log).get(s).op("f32x4.add").set(p).pause();
    code.get(s).get(p).get(log).op("f32x4.sub", "f32x4.sub").set(lost).pause();
    code.get(p).get(t).op("f32x4.add").set(log).pause();
    code.get(p).get(log).op("f32x4.sub").get(t).op("f32x4.add");
    code.get(lost).op("f32x4.add").get(rest).op("f32x4.add").set(rest).pause();
    // In units of log₂.
    code.vector(scale).set(t).pause();
    product(code, log, t, p, lost);
    code.get(rest).get(t).op("f32x4.mul").get(log).vector(scaleRest).op("f32x4.mul", "f32x4.add");
    code.get(lost).op("f32x4.add").set(lost).pause();
    code.get(e).get(p).op("f32x4.add").set(log).pause();
    code.get(e).get(log).op("f32x4.sub").get(p).op("f32x4.add").get(lost).op("f32x4.add");
    code.set(rest).pause();
    // At 0, ∞ and NaN, x − 1/x is what the logarithm is.
    code.get(log).get(x).vector(1).get(x).op("f32x4.div", "f32x4.sub");
    code.get(x).vector(0).op("f32x4.gt").get(x).vector(Infinity).op("f32x4.lt", "v128.and");
    code.op("v128.bitselect").set(log).pause();
  });
}

/** `2^(q + rest)`, of a small rest; NaN stays NaN, and `rest` is of no account where |q| is 160 and more. */
function exp2(code: KernelCode, q: number, rest: number): void {
  code.scratch(v128, 3, (rounded, r, sum) => {
    const shift = rounder + 2 * 127;
    code.get(rest).get(q).op("f32x4.abs").vector(most).op("f32x4.lt", "v128.and").set(rest).pause();
    code.get(q).vector(most).op("f32x4.pmin").vector(-most).op("f32x4.pmax").set(q).pause();
    code.get(q).vector(shift).op("f32x4.add").set(rounded).pause();
    code.get(q).get(rounded).vector(shift).op("f32x4.sub", "f32x4.sub");
    code.get(rest).op("f32x4.add").vector(Math.LN2).op("f32x4.mul").set(r).pause();
    whole(code, r, sum);
    scaled(code, sum, rounded);
  });
}

/**
 * `xʸ = ±2^(y·log₂|x|)`, of the lanes in locals `x` and `y`, within 2 ulp: the logarithm and its product by y are sums of two float32. All that IEEE 754
 * says of zeros, infinities and NaN holds.
 */
export function pow(code: KernelCode, x: number, y: number): void {
  code.scratch(v128, 6, (size, log, rest, q, lost, result) => {
    code.get(x).op("f32x4.abs").set(size).pause();
    log2(code, size, log, rest);
    product(code, y, log, q, lost);
    code.get(y).get(rest).op("f32x4.mul").get(lost).op("f32x4.add").set(rest).pause();
    exp2(code, q, rest);
    code.set(result).pause();
    // 1 where x is ±1 or y is 0, whatever the other is.
    code.vector(1).get(result).get(size).vector(1).op("f32x4.eq");
    code.get(y).vector(0).op("f32x4.eq", "v128.or", "v128.bitselect").set(result).pause();
    // `log` and `rest` are masks from here on: whether y is an integer, and whether it is an even one.
    code.get(y).op("f32x4.floor").get(y).op("f32x4.eq").set(log).pause();
    code.get(y).vector(0.5).op("f32x4.mul").set(q).pause();
    code.get(q).op("f32x4.floor").get(q).op("f32x4.eq").set(rest).pause();
    // An odd power keeps the sign.
    code.get(result).get(x).get(log).op("v128.and").get(rest).op("v128.andnot");
    code
      .vectorOfInt(-(2 ** 31))
      .op("v128.and", "v128.xor")
      .set(result)
      .pause();
    // Below 0 there is a result for integers only, and of −∞.
    code.vector(NaN).get(result).get(x).vector(0).op("f32x4.lt");
    code.get(log).op("v128.andnot").get(size).vector(Infinity).op("f32x4.lt", "v128.and");
    code.op("v128.bitselect");
  });
}
