import type { Contract } from "../primitives.ts";
import { shapeError } from "../scope.ts";
import { broadcastShapes, printShape } from "../shape.ts";
import { checkNumeric } from "./checks.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

export const contract: InferRules<Exclude<Contract, "convolve">> = {
  matmul: ([a, b], { dtype }, name): Type => {
    checkNumeric(name, a, b);
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError(
        name,
        `inputs need at least two axes; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    const [rank, rank2] = [a.shape.length, b.shape.length];
    const [m, k] = [a.shape[rank - 2]!, a.shape[rank - 1]!];
    const [k2, n] = [b.shape[rank2 - 2]!, b.shape[rank2 - 1]!];
    if (k !== k2) {
      throw shapeError(
        name,
        `inner lengths ${k} and ${k2} differ; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    if (rank === 2 && rank2 === 2) return { shape: [m, n], dtype };
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (batch === null) {
      throw shapeError(
        name,
        `leading axes must broadcast; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    return { shape: [...batch, m, n], dtype };
  },
};
