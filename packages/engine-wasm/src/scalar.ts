import type { DType } from "@chainrule/graph";
import type { Instruction } from "@chainrule/compiler";
import { f32, f64, i32, type Operator, type ValueType } from "./assembler.ts";
import { singleLane } from "./functions.ts";
import type { KernelCode } from "./kernel.ts";

/** Elementwise instructions, one element at a time. Integers and bool are i32; bool is 0 or 1. */
type Elementwise = Extract<Instruction, { readonly inputs: readonly number[] }>;

export function scalarType(dtype: DType): ValueType {
  return dtype === "float32" ? f32 : dtype === "float64" ? f64 : i32;
}

export function loadScalar(code: KernelCode, dtype: DType, offset = 0): void {
  const name = {
    float32: "f32.load",
    float64: "f64.load",
    int32: "i32.load",
    uint8: "i32.load8_u",
    bool: "i32.load8_u",
  } as const;
  code.memory(name[dtype], offset);
}

export function storeScalar(code: KernelCode, dtype: DType, offset = 0): void {
  const name = {
    float32: "f32.store",
    float64: "f64.store",
    int32: "i32.store",
    uint8: "i32.store8",
    bool: "i32.store8",
  } as const;
  code.memory(name[dtype], offset);
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
  const prefix = scalarType(from) === i32 ? "i32" : from === "float32" ? "f32" : "f64";
  if (to === "bool") {
    if (prefix === "i32") code.i32(0).op("i32.ne");
    else if (prefix === "f32") code.f32(0).op("f32.ne");
    else code.f64(0).op("f64.ne");
  } else if (to === "float32") {
    code.op(prefix === "i32" ? "f32.convert_i32_s" : "f32.demote_f64");
  } else if (to === "float64") {
    code.op(prefix === "i32" ? "f64.convert_i32_s" : "f64.promote_f32");
  } else {
    if (prefix === "f32") code.op("f64.promote_f32");
    if (prefix !== "i32") code.math("toInt32");
    if (to === "uint8" && from !== "bool") code.i32(255).op("i32.and");
  }
}

/** Calls an imported function of float64 on elements of `dtype`. */
function imported(
  code: KernelCode,
  name: Parameters<KernelCode["math"]>[0],
  dtype: DType,
  inputs: readonly number[],
): void {
  for (const input of inputs) {
    code.get(input);
    castScalar(code, dtype, "float64");
  }
  code.math(name);
  castScalar(code, "float64", dtype);
}

/** Computes one instruction from the locals of its inputs, all of `from` unless they are conditions, and leaves it on the stack. */
export function emitScalar(
  code: KernelCode,
  one: Elementwise,
  inputs: readonly number[],
  from: DType,
): void {
  const floating = from === "float32" || from === "float64";
  const prefix = from === "float32" ? "f32" : from === "float64" ? "f64" : "i32";
  const plain = (name: string): void => {
    for (const input of inputs) code.get(input);
    code.op(`${prefix}.${name}` as Operator);
    if (from === "uint8") code.i32(255).op("i32.and");
  };
  const compare = (name: "lt" | "le" | "eq"): void => {
    for (const input of inputs) code.get(input);
    code.op(floating || name === "eq" ? (`${prefix}.${name}` as Operator) : `i32.${name}_s`);
  };
  const [a, b, c] = inputs as [number, number, number];
  switch (one.op) {
    case "cast":
      code.get(a);
      return castScalar(code, from, one.dtype);
    case "neg":
      if (floating) return plain("neg");
      code.i32(0).get(a).op("i32.sub");
      if (from === "uint8") code.i32(255).op("i32.and");
      return;
    case "abs":
      if (floating) return plain("abs");
      code.get(a).i32(0).get(a).op("i32.sub").get(a).i32(0).op("i32.ge_s", "select");
      return;
    case "sign":
      if (floating) {
        // ±1 where |x| > 0, else x itself: ±0 and NaN.
        if (prefix === "f32")
          code
            .f32(1)
            .get(a)
            .op("f32.copysign")
            .get(a)
            .get(a)
            .op("f32.abs")
            .f32(0)
            .op("f32.gt", "select");
        else
          code
            .f64(1)
            .get(a)
            .op("f64.copysign")
            .get(a)
            .get(a)
            .op("f64.abs")
            .f64(0)
            .op("f64.gt", "select");
      } else {
        code.get(a).i32(0).op("i32.gt_s").get(a).i32(0).op("i32.lt_s", "i32.sub");
      }
      return;
    case "exp":
    case "expm1":
    case "log":
    case "log1p":
    case "sin":
    case "cos":
    case "tanh":
    case "erf":
    case "sigmoid":
      if (from === "float32") return singleLane(code, one.op, a);
      return imported(code, one.op, from, inputs);
    case "decay":
      return singleLane(code, one.op, a);
    case "pow":
    case "atan2":
    case "mod":
      return imported(code, one.op, from, inputs);
    case "sqrt":
    case "floor":
    case "ceil":
      return plain(one.op);
    case "round":
      return plain("nearest");
    case "not":
      code.get(a).op("i32.eqz");
      return;
    case "add":
    case "sub":
    case "mul":
    case "div":
      return plain(one.op);
    case "maximum":
    case "minimum": {
      if (floating) return plain(one.op === "maximum" ? "max" : "min");
      code
        .get(a)
        .get(b)
        .get(a)
        .get(b)
        .op(one.op === "maximum" ? "i32.gt_s" : "i32.lt_s", "select");
      return;
    }
    case "less":
      return compare("lt");
    case "lessEqual":
      return compare("le");
    case "equal":
      return compare("eq");
    case "and":
    case "or":
      code
        .get(a)
        .get(b)
        .op(one.op === "and" ? "i32.and" : "i32.or");
      return;
    case "where":
      code.get(b).get(c).get(a).op("select");
  }
}

/** Two 32-bit words of Threefry-2×32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011). */
export const threefryRotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** The parity constant of Threefish's key schedule, cut to 32 bits. */
export const threefryParity = 0x1bd11bda;

/** Element `index` (a local) of `random` with the key at address `key` (a local), left on the stack. */
export function randomScalar(code: KernelCode, key: number, index: number, dtype: DType): void {
  code.scratch(i32, 5, (x0, x1, k0, k1, k2) => {
    code.get(key).memory("i32.load", 0).set(k0!);
    code.get(key).memory("i32.load", 4).set(k1!);
    code.get(k0!).get(k1!).op("i32.xor").i32(threefryParity).op("i32.xor").set(k2!);
    // The counter: the offset plus the index, with a carry into the high word.
    code.get(key).memory("i32.load", 8).get(index).op("i32.add").set(x0!);
    code.get(key).memory("i32.load", 12).get(x0!).get(index).op("i32.lt_u", "i32.add").set(x1!);
    code.get(x0!).get(k0!).op("i32.add").set(x0!);
    code.get(x1!).get(k1!).op("i32.add").set(x1!);
    const keys = [k0!, k1!, k2!];
    for (let round = 0; round < 5; round++) {
      for (const rotation of threefryRotations[round % 2]!) {
        code.get(x0!).get(x1!).op("i32.add").set(x0!);
        code.get(x1!).i32(rotation).op("i32.rotl").get(x0!).op("i32.xor").set(x1!);
      }
      code
        .get(x0!)
        .get(keys[(round + 1) % 3]!)
        .op("i32.add")
        .set(x0!);
      code
        .get(x1!)
        .get(keys[(round + 2) % 3]!)
        .op("i32.add")
        .i32(round + 1)
        .op("i32.add")
        .set(x1!);
    }
    if (dtype === "int32") {
      code.get(x0!);
    } else if (dtype === "float32") {
      code
        .get(x0!)
        .i32(8)
        .op("i32.shr_u", "f32.convert_i32_s")
        .f32(2 ** -24)
        .op("f32.mul");
    } else {
      code
        .get(x0!)
        .i32(5)
        .op("i32.shr_u", "f64.convert_i32_s")
        .f64(2 ** 26)
        .op("f64.mul");
      code
        .get(x1!)
        .i32(6)
        .op("i32.shr_u", "f64.convert_i32_s", "f64.add")
        .f64(2 ** -53)
        .op("f64.mul");
    }
  });
}
