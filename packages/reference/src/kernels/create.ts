import type { Create } from "@chainrule/graph";
import { convert } from "./elementwise.ts";
import type { Kernels } from "./kernel.ts";

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Threefry-2×32 of 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). */
export function threefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const schedule = [key[0], key[1], key[0] ^ key[1] ^ 0x1bd11bda];
  let a = (counter[0] + key[0]) | 0;
  let b = (counter[1] + key[1]) | 0;
  for (let group = 0; group < 5; group++) {
    for (const rotation of rotations[group % 2]!) {
      a = (a + b) | 0;
      b = ((b << rotation) | (b >>> (32 - rotation))) ^ a;
    }
    a = (a + schedule[(group + 1) % 3]!) | 0;
    b = (b + schedule[(group + 2) % 3]! + group + 1) | 0;
  }
  return [a, b];
}

export const create: Kernels<Create> = {
  constant: (_, { value, dtype }, out): void => convert(new Float64Array([value]), dtype, out.data),
  iota: (_, { length }, out): void => {
    for (let i = 0; i < length; i++) out.data[i] = i;
  },
  random: ([from], { dtype }, out): void => {
    const [key0, key1, low, high] = from.data as unknown as [number, number, number, number];
    for (let i = 0; i < out.data.length; i++) {
      const sum = (low >>> 0) + i;
      const carry = Math.floor(sum / 2 ** 32);
      const [w0, w1] = threefry([key0, key1], [sum | 0, (high + carry) | 0]);
      if (dtype === "int32") out.data[i] = w0;
      else if (dtype === "float32") out.data[i] = (w0 >>> 8) * 2 ** -24;
      else out.data[i] = ((w0 >>> 5) * 2 ** 26 + (w1 >>> 6)) * 2 ** -53;
    }
  },
};
