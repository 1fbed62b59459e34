import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { polynomial } from "./polynomial.ts";

/** Adding 1.5·2²³ to a small float32 rounds it to an integer, which is then in its lowest bits. */
const rounder = 12582912;

/** ½π in four parts, of 11 bits but for the last: their products by integers below 2¹³ are exact (Cody and Waite). */
const halfPi = [
  1.5703125, 4.837512969970703e-4, 7.549533620476723e-8, 2.563344151594519e-12,
] as const;

/** What |x| must stay below for that. */
const bound = 8192;

/** `(sin r − r)/r³` and `(cos r − 1 + r²/2)/r⁴` in r², for |r| ≤ ¼π (Cephes, sinf and cosf). */
const sinTail = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1];
const cosTail = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2];

/**
 * With n the nearest integer to x/½π, `r + rest = x − n·½π` lies between ±¼π, and the result is the sine or cosine of that, or its
 * negative, as the last two bits of n say. Far out, where n has too many bits, each lane is left to JavaScript.
 */
function emit(code: KernelCode, x: number, name: "sin" | "cos", near = false): void {
  code.scratch(v128, 7, (size, rounded, n, r, rest, square, sum) => {
    code.get(x).op("f32x4.abs").set(size).pause();
    code
      .get(size)
      .vector(2 / Math.PI)
      .op("f32x4.mul")
      .vector(rounder)
      .op("f32x4.add")
      .set(rounded)
      .pause();
    code.get(rounded).vector(rounder).op("f32x4.sub").set(n).pause();
    code.get(size);
    code.get(n).vector(halfPi[0]).op("f32x4.mul", "f32x4.sub");
    code.get(n).vector(halfPi[1]).op("f32x4.mul", "f32x4.sub").set(sum).pause();
    code.get(n).vector(halfPi[2]).op("f32x4.mul").set(square).pause();
    code.get(sum).get(square).op("f32x4.sub").set(r).pause();
    // What that has lost, and the last part.
    code.get(sum).get(r).op("f32x4.sub").get(square).op("f32x4.sub");
    code.get(n).vector(halfPi[3]).op("f32x4.mul", "f32x4.sub").set(rest).pause();
    code.get(r).get(r).op("f32x4.mul").set(square).pause();
    // The quadrant, which for a cosine is one further.
    if (name === "cos") code.get(rounded).vectorOfInt(1).op("i32x4.add").set(rounded).pause();
    // sin(r + rest) and cos(r + rest).
    polynomial(code, square, sinTail, sum);
    code.get(sum).get(square).op("f32x4.mul").get(r).op("f32x4.mul").get(rest).op("f32x4.add");
    code.get(r).op("f32x4.add").set(n).pause();
    polynomial(code, square, cosTail, sum);
    code.get(sum).get(square).op("f32x4.mul").get(square).op("f32x4.mul");
    code.get(square).vector(0.5).op("f32x4.mul", "f32x4.sub");
    code.get(r).get(rest).op("f32x4.mul", "f32x4.sub");
    code.vector(1).op("f32x4.add");
    code.get(n);
    code.vectorOfInt(0).get(rounded).vectorOfInt(1).op("v128.and", "i32x4.sub");
    code.op("v128.bitselect");
    // Two quadrants on, the sign is the other.
    code
      .get(rounded)
      .i32(30)
      .op("i32x4.shl")
      .vectorOfInt(-(2 ** 31))
      .op("v128.and", "v128.xor");
    if (name === "sin") code.get(x).get(size).op("v128.xor", "v128.xor");
    code.set(sum).pause();
    if (!near) {
      code
        .get(size)
        .vector(bound)
        .op("f32x4.ge", "v128.any_true")
        .if(() => {
          // A lane does not depend on its neighbours.
          code.get(sum).set(rest);
          for (let lane = 0; lane < 4; lane++) {
            code.get(sum).get(x).lane("f32x4.extract_lane", lane).op("f64.promote_f32");
            code.math(name).op("f32.demote_f64").lane("f32x4.replace_lane", lane).set(sum);
          }
          code.get(rest).get(sum).get(size).vector(bound).op("f32x4.lt", "v128.bitselect").set(sum);
        });
    }
    code.get(sum);
  });
}

/** `sin x`; NaN at ±∞. */
export function sin(code: KernelCode, x: number): void {
  emit(code, x, "sin");
}

/** `cos x`; NaN at ±∞. */
export function cos(code: KernelCode, x: number): void {
  emit(code, x, "cos");
}

/** As `cos`, of |x| < 8192, to the bit: V8 keeps all values in memory around the branch that calls JavaScript. */
export function cosNear(code: KernelCode, x: number): void {
  emit(code, x, "cos", true);
}
