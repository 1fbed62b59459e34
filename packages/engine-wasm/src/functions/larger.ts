import type { KernelCode } from "../kernel.ts";

/** `y` if it is larger than `x` or NaN, else `x`: `pmax` drops a NaN in `y`, whose lane becomes ones, which are a NaN. */
export function larger(code: KernelCode, x: number, y: number): void {
  code.get(x).get(y).op("f32x4.pmax").get(y).get(y).op("f32x4.ne", "v128.or");
}
