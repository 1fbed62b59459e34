import type { MemoryOperator, Operator } from "./assembler.ts";

/** The instructions that contractions use, of a dtype. */
export interface Arithmetic {
  readonly dtype: "float32" | "float64";
  readonly bytes: number;
  readonly lanes: number;
  readonly load: MemoryOperator;
  readonly store: MemoryOperator;
  readonly splat: MemoryOperator;
  readonly add: Operator;
  readonly multiply: Operator;
  readonly fused: Operator;
}

export const arithmeticOf: Readonly<Record<"float32" | "float64", Arithmetic>> = {
  float32: {
    dtype: "float32",
    bytes: 4,
    lanes: 4,
    load: "f32.load",
    store: "f32.store",
    splat: "v128.load32_splat",
    add: "f32x4.add",
    multiply: "f32x4.mul",
    fused: "f32x4.relaxed_madd",
  },
  float64: {
    dtype: "float64",
    bytes: 8,
    lanes: 2,
    load: "f64.load",
    store: "f64.store",
    splat: "v128.load64_splat",
    add: "f64x2.add",
    multiply: "f64x2.mul",
    fused: "f64x2.relaxed_madd",
  },
};
