import { bytesOf, type DType } from "@chainrule/graph";
import { gatherNear } from "#nests";
import { type LaneMemoryOperator, v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";

/** Turns bytes on the stack into masks where they are bools. A byte is never negative, and V8 has one instruction for "greater" but three for "not equal". */
function bytesToMask(code: KernelCode, dtype: DType): void {
  if (dtype === "bool") code.vectorOfInt(0).op("i32x4.gt_s");
}

/** A vector of the elements at the address on the stack: two of float64, four of any other dtype. */
export function loadVector(code: KernelCode, dtype: DType, offset: number): void {
  if (bytesOf(dtype) > 1) {
    code.memory("v128.load", offset);
  } else {
    code
      .memory("v128.load32_zero", offset)
      .op("i16x8.extend_low_i8x16_u", "i32x4.extend_low_i16x8_u");
    bytesToMask(code, dtype);
  }
}

/** One element, at the address on the stack, in every lane. */
export function splatVector(code: KernelCode, dtype: DType, offset: number): void {
  if (bytesOf(dtype) > 1) {
    code.memory(dtype === "float64" ? "v128.load64_splat" : "v128.load32_splat", offset);
  } else {
    code.memory("i32.load8_u", offset).op("i32x4.splat");
    bytesToMask(code, dtype);
  }
}

/** The lane that holds element `i`: those of bytes are held in 32 bits. */
function laneOf(dtype: DType, i: number): number {
  return bytesOf(dtype) === 1 ? 4 * i : i;
}

/** Elements that a vector is made of, or goes to: the first is `offset` bytes behind the address in local `pointer`, each further one `step` bytes behind the one before. */
export interface Strided {
  readonly pointer: number;
  readonly offset: number;
  readonly step: number;
  readonly count: number;
}

/** Loads the lanes of the vector in a local one by one, or stores them. */
function moveLanes(
  code: KernelCode,
  how: "load" | "store",
  dtype: DType,
  vector: number,
  { pointer, offset, step, count }: Strided,
): void {
  const name = `v128.${how}${8 * bytesOf(dtype)}_lane` as LaneMemoryOperator;
  for (let i = 0; i < count; i++) {
    code
      .get(pointer)
      .i32(offset + i * step)
      .op("i32.add")
      .get(vector)
      .laneMemory(name, laneOf(dtype, i));
    if (how === "load") code.set(vector);
  }
}

/** A vector of elements that do not lie side by side. Lanes beyond them are 0. */
export function gatherVector(code: KernelCode, dtype: DType, at: Strided): void {
  if (gatherNear(code, dtype, at)) return;
  code.multiples(0);
  code.scratch(v128, 1, (vector) => {
    code.set(vector);
    moveLanes(code, "load", dtype, vector, at);
    code.get(vector);
  });
  bytesToMask(code, dtype);
}

/** Turns masks on the stack into 0 and 1. */
function maskToOne(code: KernelCode, dtype: DType): void {
  if (dtype === "bool") code.vectorOfInt(1).op("v128.and");
}

/** Stores the first lanes of the vector in local `value`. */
export function storeVector(code: KernelCode, dtype: DType, value: number, at: Strided): void {
  const { pointer, offset, step, count } = at;
  const bytes = bytesOf(dtype);
  if (step === bytes && count === (bytes === 8 ? 2 : 4) && offset >= 0) {
    code.get(pointer).get(value);
    if (bytes > 1) return void code.memory("v128.store", offset);
    maskToOne(code, dtype);
    code.vectorOfInt(0).op("i16x8.narrow_i32x4_u").vectorOfInt(0).op("i8x16.narrow_i16x8_u");
    code.laneMemory("v128.store32_lane", 0, offset);
    return;
  }
  code.scratch(v128, 1, (vector) => {
    code.get(value);
    maskToOne(code, dtype);
    code.set(vector);
    moveLanes(code, "store", dtype, vector, at);
  });
}
