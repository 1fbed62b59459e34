import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { polynomial } from "./polynomial.ts";

/** `(atan t − t)/t³` of t² for |t| ≤ ½, so that the error of atan t is at most 8e-9 of it. */
const tail = [
  -0.0513259693980217, 0.10160014778375626, -0.14175011217594147, 0.19994226098060608,
  -0.3333323299884796,
];

/** ¼π in two parts, the first of so few bits that its products by small integers are exact. */
const quarter = [0.78515625, 2.419133974483096e-4] as const;

/**
 * The angle of the points with ordinates in local `y` and abscissas in `x`: `k·¼π ± atan t`, with t the quotient q of the smaller of |x| and |y| by the larger, or
 * (q − 1)/(q + 1) where that is over ½, and k and the sign as the octant says. The sign is that of y; NaN stays NaN.
 */
export function atan2(code: KernelCode, y: number, x: number): void {
  const sign = -(2 ** 31);
  code.scratch(v128, 5, (large, small, t, turn, flip) => {
    code.get(x).op("f32x4.abs").get(y).op("f32x4.abs", "f32x4.max").set(large).pause();
    code.get(x).op("f32x4.abs").get(y).op("f32x4.abs", "f32x4.pmin").set(small).pause();
    // Of equal ones the quotient is 1, of infinities too, but of zeros 0.
    code.vector(1).get(large).vector(0).op("f32x4.gt", "v128.and");
    code.get(small).get(large).op("f32x4.div");
    code.get(small).get(large).op("f32x4.eq", "v128.bitselect").set(t).pause();
    code
      .get(t)
      .vector(Math.SQRT2 - 1)
      .op("f32x4.gt")
      .set(small)
      .pause();
    code.get(small).vector(1).op("v128.and").set(turn).pause();
    code.get(t).get(turn).op("f32x4.sub");
    code.get(t).get(small).op("v128.and").vector(1).op("f32x4.add", "f32x4.div").set(t).pause();
    // Beyond the diagonal it is ½π less the angle, and left of the axis π less that.
    code.get(large).get(x).op("f32x4.abs", "f32x4.gt").set(small).pause();
    code.get(small).vectorOfInt(sign).op("v128.and").set(flip).pause();
    code.get(turn).get(flip).op("v128.xor").vector(2).get(small).op("v128.and", "f32x4.add");
    code.set(turn).pause();
    code.get(x).vectorOfInt(sign).op("v128.and").set(small).pause();
    code.get(turn).get(small).op("v128.xor");
    code.vector(4).get(x).i32(31).op("i32x4.shr_s", "v128.and", "f32x4.add").set(turn).pause();
    code.get(flip).get(small).op("v128.xor").set(flip).pause();
    code.get(t).get(t).op("f32x4.mul").set(large).pause();
    polynomial(code, large, tail, small);
    code.get(small).get(large).op("f32x4.mul").get(t).op("f32x4.mul").get(t).op("f32x4.add");
    code.get(flip).op("v128.xor").get(turn).vector(quarter[1]).op("f32x4.mul", "f32x4.add");
    code.get(turn).vector(quarter[0]).op("f32x4.mul", "f32x4.add");
    code.get(y).vectorOfInt(sign).op("v128.and", "v128.or");
  });
}
