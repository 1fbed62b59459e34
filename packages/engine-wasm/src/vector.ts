import type { DType } from "@chainrule/graph";
import { castWide, constantWide } from "#nests";
import { type Operator, v128 } from "./assembler.ts";
import { isLaneFunction, laneFunctions } from "./functions.ts";
import type { KernelCode } from "./kernel.ts";
import type { Operation } from "./operation.ts";
import { instructionFor } from "./scalar.ts";
import { shuffle } from "./shuffle.ts";

// Elementwise operations on vectors, of four lanes of 32 bits or two of float64: uint8 is held in int32 lanes, and a bool is a mask, all ones or all zeros.

/** How the names of instructions on vectors of a dtype start. */
export function shapeOf(dtype: DType): "f32x4" | "f64x2" | "i32x4" {
  return dtype === "float32" ? "f32x4" : dtype === "float64" ? "f64x2" : "i32x4";
}

export function constantVector(code: KernelCode, value: number, dtype: DType): void {
  if (dtype === "float64") constantWide(code, value);
  else if (dtype === "float32") code.vector(value);
  else if (dtype === "bool") code.vectorOfInt(value === 0 ? 0 : -1);
  else code.vectorOfInt(dtype === "uint8" ? value & 255 : value | 0);
}

/** Converts the vector on the stack. */
function castVector(code: KernelCode, from: DType, to: DType): void {
  if (from === to) return;
  if (from === "float64" || to === "float64") castWide(code, from, to);
  else if (from === "float32") {
    if (to === "bool") code.vector(0).op("f32x4.ne");
    else toIntegers(code);
    if (to === "uint8") code.vectorOfInt(255).op("v128.and");
  } else if (from === "bool") {
    if (to === "float32") code.vector(1).op("v128.and");
    else code.vectorOfInt(1).op("v128.and");
  } else if (to === "float32") {
    code.op("f32x4.convert_i32x4_s");
  } else if (to === "bool") {
    code.vectorOfInt(0).op("i32x4.ne");
  } else if (to === "uint8") {
    code.vectorOfInt(255).op("v128.and");
  }
}

/**
 * float32 to int32 as JavaScript's `| 0`: truncated, modulo 2³². `x − [x/2³²]·2³²`, with `[·]` the nearest integer, is exact and from −2³¹ to 2³¹, of which
 * the last, where the conversion stops at 2³¹ − 1, is −2³¹; infinities and NaN become 0.
 */
function toIntegers(code: KernelCode): void {
  code.scratch(v128, 1, (x) => {
    code
      .set(x)
      .get(x)
      .get(x)
      .vector(2 ** -32)
      .op("f32x4.mul", "f32x4.nearest")
      .vector(2 ** 32)
      .op("f32x4.mul", "f32x4.sub", "i32x4.trunc_sat_f32x4_s")
      .set(x);
    code
      .get(x)
      .get(x)
      .vectorOfInt(2 ** 31 - 1);
    code.op("i32x4.eq", "i32x4.sub");
  });
}

/** Computes an operation other than `where` from the locals of its inputs, and leaves the result on the stack. `from` is the dtype of the last of them. */
export function emitVector(
  code: KernelCode,
  { op, dtype }: Operation,
  inputs: readonly number[],
  from: DType,
): void {
  const [a, b] = inputs as [number, number];
  if (isLaneFunction(op)) laneFunctions[op](code, a, b);
  else if (op === "cast") castVector(code.get(a), from, dtype);
  else if (op === "sign") sign(code, a, from);
  else if (op in ofMasks && from === "bool") {
    // `b` comes before `a`: `andnot` negates what comes last.
    if (op.startsWith("less")) code.get(b).get(a);
    else for (const input of inputs) code.get(input);
    code.op(...ofMasks[op as keyof typeof ofMasks]);
  } else {
    for (const input of inputs) code.get(input);
    // `mod` goes one element at a time.
    code.op(instructionFor(op as Exclude<typeof op, "mod" | "where">, shapeOf(from)));
    if (dtype === "uint8") code.vectorOfInt(255).op("v128.and");
  }
}

/** Instructions of operations on bool: false < true. */
const ofMasks = {
  not: ["v128.not"],
  and: ["v128.and"],
  or: ["v128.or"],
  maximum: ["v128.or"],
  minimum: ["v128.and"],
  equal: ["v128.xor", "v128.not"],
  less: ["v128.andnot"],
  lessEqual: ["v128.not", "v128.or"],
} as const satisfies Record<string, readonly Operator[]>;

function sign(code: KernelCode, a: number, from: DType): void {
  code.get(a);
  if (!from.startsWith("float")) {
    code.vectorOfInt(1).op("i32x4.min_s").vectorOfInt(-1).op("i32x4.max_s");
    return;
  }
  // ±1 where |a| > 0, otherwise a itself: zeros keep their sign and NaN stays.
  code
    .vectorOfInt(-(2 ** 31))
    .op("v128.and")
    .vector(1)
    .op("v128.or")
    .get(a);
  code.get(a).op("f32x4.abs").vector(0).op("f32x4.gt", "v128.bitselect");
}

/** The lanes `index, index + step, …` of a loop-dependent number, which is on the stack. */
export function indexVector(code: KernelCode, step: number, dtype: DType): void {
  code
    .op("i32x4.splat")
    .hold(`by ${step}`, (one) => one.multiples(step))
    .op("i32x4.add");
  castVector(code, "int32", dtype);
}

/** Combines the lanes of local `value`, and leaves the result on the stack: neighbours first. `combine` leaves the lanes of two locals, combined. */
export function acrossLanes(
  code: KernelCode,
  dtype: DType,
  value: number,
  combine: (a: number, b: number) => void,
): void {
  code.scratch(v128, 1, (other) => {
    for (const distance of dtype === "float64" ? [2] : [1, 2]) {
      const picks = [0, 1, 2, 3].map((lane) => lane ^ distance);
      shuffle(code.get(value).get(value), picks);
      code.set(other);
      combine(value, other);
      code.set(value);
    }
  });
  code.get(value).lane(`${shapeOf(dtype)}.extract_lane`, 0);
  if (dtype === "bool") code.i32(1).op("i32.and");
}
