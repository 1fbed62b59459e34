import type { DType } from "@chainrule/graph";
import { wideUniform } from "#nests";
import { i32, v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import { indexVector } from "./vector.ts";

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** The parity constant of Threefish's key schedule, cut to 32 bits. */
const parity = 0x1bd11bda;

/**
 * Two 32-bit words of Threefry-2×32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) for the counter that is the key's offset plus
 * the index on the stack, of one element or in four lanes. The key is at the address in local `key`.
 */
function threefry(
  code: KernelCode,
  kind: "i32" | "i32x4",
  key: number,
  use: (x0: number, x1: number) => void,
): void {
  const lanes = kind === "i32x4";
  const bits = lanes ? "v128" : "i32";
  const word = (offset: number): KernelCode =>
    code.get(key).memory(lanes ? "v128.load32_splat" : "i32.load", offset);
  const number = (value: number): KernelCode => (lanes ? code.vectorOfInt(value) : code.i32(value));
  code.scratch(lanes ? v128 : i32, 6, (x0, x1, k0, k1, k2, index) => {
    code.set(index);
    const addTo = (x: number, other: number): KernelCode =>
      code.get(x).get(other).op(`${kind}.add`).set(x);
    word(0).set(k0);
    word(4).set(k1);
    code.get(k0).get(k1).op(`${bits}.xor`);
    number(parity).op(`${bits}.xor`).set(k2);
    word(8).get(index).op(`${kind}.add`).set(x0);
    // The carry into the high word: a comparison of lanes gives -1.
    word(12)
      .get(x0)
      .get(index)
      .op(`${kind}.lt_u`)
      .op(lanes ? "i32x4.sub" : "i32.add")
      .set(x1);
    addTo(x0, k0);
    addTo(x1, k1);
    const keys = [k0, k1, k2];
    for (let round = 0; round < 5; round++) {
      for (const rotation of rotations[round % 2]!) {
        addTo(x0, x1);
        code.get(x1).i32(rotation).op(`${kind}.shl`);
        code
          .get(x1)
          .i32(32 - rotation)
          .op(`${kind}.shr_u`, `${bits}.or`);
        code.get(x0).op(`${bits}.xor`).set(x1);
      }
      addTo(x0, keys[(round + 1) % 3]!);
      addTo(x1, keys[(round + 2) % 3]!).get(x1);
      number(round + 1)
        .op(`${kind}.add`)
        .set(x1);
    }
    use(x0, x1);
  });
}

/** The element of `random` whose index is on the stack, with the key at address `key` (a local), left on the stack. */
export function randomScalar(code: KernelCode, key: number, dtype: DType): void {
  threefry(code, "i32", key, (x0, x1) => {
    code.get(x0);
    if (dtype === "float32") {
      code
        .i32(8)
        .op("i32.shr_u", "f32.convert_i32_s")
        .f32(2 ** -24)
        .op("f32.mul");
    } else if (dtype === "float64") {
      code
        .i32(5)
        .op("i32.shr_u", "f64.convert_i32_s")
        .f64(2 ** 26)
        .op("f64.mul");
      code.get(x1).i32(6).op("i32.shr_u", "f64.convert_i32_s", "f64.add");
      code.f64(2 ** -53).op("f64.mul");
    }
  });
}

/** Elements `index, index + step, …` of `random`, whose `index` is on the stack: as `randomScalar`, in four lanes, or two of float64. */
export function randomVector(code: KernelCode, key: number, dtype: DType, step: number): void {
  indexVector(code, step, "int32");
  threefry(code, "i32x4", key, (x0, x1) => {
    if (dtype === "float64") return wideUniform(code, x0, x1);
    code.get(x0);
    if (dtype === "float32") {
      code
        .i32(8)
        .op("i32x4.shr_u", "f32x4.convert_i32x4_s")
        .vector(2 ** -24)
        .op("f32x4.mul");
    }
  });
}
