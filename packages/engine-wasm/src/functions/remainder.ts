import { f64 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";

/** Beyond this, `⌊a/b⌋·b` may not be exact. */
const most = 2 ** 21;

/**
 * `mod` of the two numbers on the stack, of no more than 32 bits each: `a − ⌊a/b⌋·b`, which is exact while the quotient has few bits. Others are left to JavaScript, as is
 * what is not finite.
 */
export function remainder(code: KernelCode): void {
  code.scratch(f64, 4, (a, b, whole, rest) => {
    code.set(b).set(a);
    code.get(a).get(b).op("f64.div", "f64.floor").set(whole);
    code.get(a).get(whole).get(b).op("f64.mul", "f64.sub").set(rest);
    code.get(whole).op("f64.abs").f64(most).op("f64.lt");
    code.get(rest).op("f64.abs").get(b).op("f64.abs", "f64.lt", "i32.and", "i32.eqz");
    code.if(() => code.get(a).get(b).math("mod").set(rest));
    code.get(rest).get(b).op("f64.copysign");
  });
}
