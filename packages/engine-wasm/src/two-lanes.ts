import type { Instruction, Loop } from "@chainrule/compiler";
import type { DType } from "@chainrule/graph";
import { v128 } from "./assembler.ts";
import { constantWide } from "./constant-wide.ts";
import { isWideFunction } from "./functions/wide.ts";
import type { KernelCode } from "./kernel.ts";
import { isImported } from "./math.ts";

// In nests with float64 a vector holds two elements: of 32 bits in its first two lanes, and a mask has 64 bits for each.

/** How many elements of a nest a vector holds: two where there are float64, unless something there is computed one element at a time. */
export function lanesOf({ body, stores }: Loop): number {
  const wide =
    body.some(({ dtype }) => dtype === "float64") &&
    body.every((one) => isWide(body, one)) &&
    stores.every(
      ({ reduction, dtype }) => dtype === "float64" || (reduction === null && isNumber32(dtype)),
    );
  return wide ? 2 : 4;
}

/** Whether an instruction is computed on two lanes: what is no conversion takes float64, or masks of it. */
function isWide(body: readonly Instruction[], one: Instruction): boolean {
  const { op, dtype } = one;
  if (!("inputs" in one)) return dtype !== "bool" || op === "constant";
  const from = body[one.inputs.at(-1)!]!.dtype;
  if (op === "cast") return dtype === "float64" || (from === "float64" && isNumber32(dtype));
  return (
    (from === "float64" || from === "bool") &&
    (!isImported(op) || isWideFunction(op)) &&
    op !== "sign"
  );
}

function isNumber32(dtype: DType): boolean {
  return dtype === "float32" || dtype === "int32";
}

/** Converts the vector on the stack to float64, or from it to float32 or int32. */
export function castWide(code: KernelCode, from: DType, to: DType): void {
  if (to === "float32") code.op("f32x4.demote_f64x2_zero");
  else if (to === "int32") toInt32(code);
  else if (from === "bool") constantWide(code, 1).op("v128.and");
  else code.op(from === "float32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s");
}

/** float64 to int32 as JavaScript's `| 0`: truncated, modulo 2³²: `x − ⌊x/2³²⌋·2³²` is exact; infinities and NaN become 0. */
function toInt32(code: KernelCode): void {
  code.scratch(v128, 1, (x) => {
    code.op("f64x2.trunc").set(x).get(x).get(x);
    constantWide(code, 2 ** -32).op("f64x2.mul", "f64x2.floor");
    constantWide(code, 2 ** 32).op("f64x2.mul", "f64x2.sub", "i32x4.trunc_sat_f64x2_u_zero");
  });
}

/** Leaves numbers of 53 random bits, from 0 and below 1: 27 are of one word, 26 of the other. */
export function wideUniform(code: KernelCode, x0: number, x1: number): void {
  code.get(x0).i32(5).op("i32x4.shr_u", "f64x2.convert_low_i32x4_s");
  constantWide(code, 2 ** 26).op("f64x2.mul");
  code.get(x1).i32(6).op("i32x4.shr_u", "f64x2.convert_low_i32x4_s", "f64x2.add");
  constantWide(code, 2 ** -53).op("f64x2.mul");
}
