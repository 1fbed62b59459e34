import { type Create, type DType, Node } from "@chainrule/graph";
import { vector } from "../leaves.ts";
import type { Cases } from "./case.ts";

const numeric: readonly DType[] = ["uint8", "int32", "float32", "float64"];

const constants: { readonly [D in DType]: readonly number[] } = {
  bool: [0, 1],
  uint8: [0, 1, 255],
  int32: [0, -1, 2 ** 31 - 1, -(2 ** 31)],
  float32: [0, -0, 0.1, -2.5, NaN, Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38],
  float64: [0, -0, 0.1, Math.PI, NaN, -Infinity, 5e-324, -1e300],
};

export const create: Cases<Create> = {
  constant: {
    closeness: "exact",
    *cases() {
      for (const [dtype, values] of Object.entries(constants)) {
        for (const value of values) {
          yield Node.apply("constant", [], { value, dtype: dtype as DType });
        }
      }
    },
  },
  iota: {
    closeness: "exact",
    *cases() {
      for (const dtype of numeric) {
        for (const length of [0, 1, 2, 3, 4, 5, 16, 17, 70, 255]) {
          yield Node.apply("iota", [], { length, dtype });
        }
      }
    },
  },
  random: {
    closeness: "exact",
    *cases(dice) {
      const word = (): number => dice.integer(-(2 ** 31), 2 ** 31 - 1);
      for (const dtype of ["int32", "float32", "float64"] as const) {
        for (const shape of [[], [0], [1], [2], [3], [4], [5], [7, 11], [64], [65], [3, 5, 67]]) {
          const key = vector(word(), word(), word(), word());
          yield Node.apply("random", [key], { shape, dtype });
        }
        // The counter's low word overflows on the way.
        yield Node.apply("random", [vector(word(), word(), -3, -1)], { shape: [9], dtype });
        yield Node.apply("random", [vector(0, 0, 0, 0)], { shape: [9], dtype });
      }
    },
  },
};
