import { bytesOf, type DType } from "@chainrule/graph";
import { remainder } from "#nests";
import { f32, f64, i32, type Operator, type v128, type ValueType } from "./assembler.ts";
import { isLaneFunction, singleLane } from "./functions.ts";
import type { KernelCode } from "./kernel.ts";
import { isImported, type MathName } from "./math.ts";
import type { Operation } from "./operation.ts";

// Elementwise operations, one element at a time: integers and bool are i32, and a bool is 0 or 1.

/** How the names of instructions on a dtype's scalars start. */
const prefixes = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  uint8: "i32",
  bool: "i32",
} as const;

export function scalarType(dtype: DType): Exclude<ValueType, typeof v128> {
  return dtype === "float32" ? f32 : dtype === "float64" ? f64 : i32;
}

export function loadScalar(code: KernelCode, dtype: DType, offset = 0): void {
  code.memory(bytesOf(dtype) === 1 ? "i32.load8_u" : `${prefixes[dtype]}.load`, offset);
}

export function storeScalar(code: KernelCode, dtype: DType, offset = 0): void {
  code.memory(bytesOf(dtype) === 1 ? "i32.store8" : `${prefixes[dtype]}.store`, offset);
}

export function constantScalar(code: KernelCode, value: number, dtype: DType): void {
  if (dtype === "float32") code.f32(value);
  else if (dtype === "float64") code.f64(value);
  else if (dtype === "bool") code.i32(value === 0 ? 0 : 1);
  else code.i32(dtype === "uint8" ? value & 255 : value | 0);
}

/** Converts the element on the stack. */
export function castScalar(code: KernelCode, from: DType, to: DType): void {
  if (from === to) return;
  const prefix = prefixes[from];
  if (to === "bool") {
    constantScalar(code, 0, from);
    code.op(`${prefix}.ne`);
  } else if (to === "float32") {
    code.op(prefix === "i32" ? "f32.convert_i32_s" : "f32.demote_f64");
  } else if (to === "float64") {
    code.op(prefix === "i32" ? "f64.convert_i32_s" : "f64.promote_f32");
  } else {
    if (prefix === "f32") code.op("f64.promote_f32");
    if (prefix !== "i32") toInteger(code);
    if (from !== "bool") stayByte(code, to);
  }
}

/** float64 to int32 as JavaScript's `| 0`: truncated, modulo 2³², which is exact; infinities and NaN become 0. */
function toInteger(code: KernelCode): void {
  const cycle = 2 ** 32;
  code.scratch(f64, 1, (x) => {
    code.op("f64.trunc").set(x).get(x).get(x).f64(cycle).op("f64.div", "f64.floor");
    code.f64(cycle).op("f64.mul", "f64.sub").set(x);
    code.get(x).f64(0).get(x).get(x).op("f64.eq", "select", "i32.trunc_f64_u");
  });
}

/** Calls an imported function of float64 on elements of `dtype`. */
function imported(code: KernelCode, name: MathName, dtype: DType, inputs: readonly number[]): void {
  for (const input of inputs) {
    code.get(input);
    castScalar(code, dtype, "float64");
  }
  if (name === "mod" && dtype !== "float64") remainder(code);
  else code.math(name);
  castScalar(code, "float64", dtype);
}

/** WebAssembly's names of operations that it calls otherwise. */
const names = {
  round: "nearest",
  maximum: "max_s",
  minimum: "min_s",
  less: "lt_s",
  lessEqual: "le_s",
  equal: "eq",
  not: "eqz",
} as const;

/** Operations that are one instruction. */
type Single =
  | keyof typeof names
  | ("neg" | "abs" | "sqrt" | "floor" | "ceil" | "add" | "sub" | "mul" | "div" | "and" | "or");

/** The instruction for an operation on values whose instructions begin with `prefix`. Those of floats do not say that they have signs. */
export function instructionFor(op: Single, prefix: string): Operator {
  const name: string = (names as { readonly [P in Single]?: string })[op] ?? op;
  return `${prefix}.${prefix.startsWith("f") ? name.replace("_s", "") : name}` as Operator;
}

/** Computes an operation from the locals of its inputs, all of `from` unless they are conditions, and leaves the result on the stack. */
export function emitScalar(
  code: KernelCode,
  { op, dtype }: Operation,
  inputs: readonly number[],
  from: DType,
): void {
  if (from === "float32" && isLaneFunction(op)) return singleLane(code, op, inputs);
  if (isImported(op)) return imported(code, op, from, inputs);
  const prefix = prefixes[from];
  const [a, b, c] = inputs as [number, number, number];
  switch (op) {
    case "cast":
      return castScalar(code.get(a), from, dtype);
    case "where":
      return void code.get(b).get(c).get(a).op("select");
    case "sign":
      return sign(code, a, from);
    case "neg":
    case "abs":
    case "maximum":
    case "minimum":
      if (prefix === "i32") return emitInteger(code, op, a, b, dtype);
  }
  for (const input of inputs) code.get(input);
  // The others are functions of float32.
  code.op(instructionFor(op as Single, prefix));
  stayByte(code, dtype);
}

/** Cuts an integer to the bits of its dtype. */
function stayByte(code: KernelCode, dtype: DType): void {
  if (dtype === "uint8") code.i32(255).op("i32.and");
}

/** What WebAssembly has instructions for only of floats. */
function emitInteger(
  code: KernelCode,
  op: "neg" | "abs" | "maximum" | "minimum",
  a: number,
  b: number,
  dtype: DType,
): void {
  if (op === "neg") stayByte(code.i32(0).get(a).op("i32.sub"), dtype);
  else if (op === "abs") {
    code.get(a).i32(0).get(a).op("i32.sub").get(a).i32(0).op("i32.ge_s", "select");
  } else {
    code.get(a).get(b).get(a).get(b);
    code.op(op === "maximum" ? "i32.gt_s" : "i32.lt_s", "select");
  }
}

function sign(code: KernelCode, a: number, from: DType): void {
  const prefix = prefixes[from];
  if (prefix === "i32") {
    code.get(a).i32(0).op("i32.gt_s").get(a).i32(0).op("i32.lt_s", "i32.sub");
    return;
  }
  // ±1 where |a| > 0, otherwise a itself: zeros keep their sign and NaN stays.
  constantScalar(code, 1, from);
  code.get(a).op(`${prefix}.copysign`).get(a).get(a).op(`${prefix}.abs`);
  constantScalar(code, 0, from);
  code.op(`${prefix}.gt`, "select");
}
