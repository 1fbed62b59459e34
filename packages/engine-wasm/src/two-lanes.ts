import type { Instruction, Loop } from "@chainrule/compiler";
import type { DType } from "@chainrule/graph";
import type { KernelCode } from "./kernel.ts";
import { isImported } from "./math.ts";

// In nests with float64 a vector holds two elements: of 32 bits in its first two lanes, and a mask has 64 bits for each.

/** How many elements of a nest a vector holds: two where there are float64, unless something there is computed one element at a time. */
export function lanesOf({ body, stores }: Loop): number {
  const wide =
    body.some(({ dtype }) => dtype === "float64") &&
    body.every((one) => isWide(body, one)) &&
    stores.every(
      ({ reduction, dtype }) => dtype === "float64" || (dtype === "float32" && reduction === null),
    );
  return wide ? 2 : 4;
}

/** Whether an instruction is computed on two lanes: what is no conversion takes float64, or masks of it. */
function isWide(body: readonly Instruction[], one: Instruction): boolean {
  const { op, dtype } = one;
  if (!("inputs" in one)) return op !== "random" && (dtype !== "bool" || op === "constant");
  const from = body[one.inputs.at(-1)!]!.dtype;
  if (op === "cast") return dtype === "float64" || (from === "float64" && dtype === "float32");
  return (from === "float64" || from === "bool") && !isImported(op) && op !== "sign";
}

/** Converts the vector on the stack to float64, or from it to float32. */
export function castWide(code: KernelCode, from: DType, to: DType): void {
  if (to === "float32") code.op("f32x4.demote_f64x2_zero");
  else if (from === "bool") constantWide(code, 1).op("v128.and");
  else code.op(from === "float32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s");
}

/** A vector of two equal float64. The name it is held under tells 0 from −0. */
export function constantWide(code: KernelCode, value: number): KernelCode {
  return code.hold(`${1 / value} ${value}`, (one) => one.f64(value).op("f64x2.splat"));
}
