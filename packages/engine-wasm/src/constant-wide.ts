import type { KernelCode } from "./kernel.ts";

/** A vector of two equal float64. The name it is held under tells 0 from −0. */
export function constantWide(code: KernelCode, value: number): KernelCode {
  return code.hold(`${1 / value} ${value}`, (one) => one.f64(value).op("f64x2.splat"));
}
