import type { Inputs, Shape, Step } from "@chainrule/graph";
import type { Affine } from "./affine.ts";
import type { Buffer, ContractDimension } from "./plan.ts";

/** How an operand must lie in memory, for which it may have to be copied: in which order of its axes, with how many zeros around its elements. */
export interface Padding {
  /** The axes, outermost first. */
  readonly order: readonly number[];
  /** The lengths with zeros around. */
  readonly shape: Shape;
  /** How many zeros come before the elements, by axis; negative ones crop. */
  readonly lows: readonly number[];
  /** Whether nothing is added or cropped. */
  readonly nothing: boolean;
}

/** What a contraction asks of an operand. */
export interface Operand {
  /** `null` where any strides will do. */
  readonly padding: Padding | null;
}

/** A value as strides over a buffer, from a place in it. */
export interface View {
  readonly buffer: Buffer;
  readonly at: Affine;
}

/** Sums with the same dimensions, for the strides of both operands and of the sums: all of a contraction's, or some. */
export type Part = (
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
) => {
  readonly dimensions: readonly ContractDimension[];
  /** How far after the start of `a`, `b` and `c` the elements are that come first. */
  readonly starts: readonly [number, number, number];
};

/** A contraction of two operands before it is known where they lie: its dimensions follow once their strides are. */
export interface Contraction {
  readonly a: Operand;
  readonly b: Operand;
  /** The order in which the result's axes should lie. */
  readonly order: readonly number[];
  /** What together computes every element of the result, each once. */
  readonly parts: readonly Part[];
}

/** An operand of any strides. */
export const asItLies: Operand = { padding: null };

/** `c[…, m, n] = Σ_k a[…, m, k]·b[…, k, n]`. */
export function matrixProduct(step: Step<"matmul">, [a, b]: Inputs<"matmul", Shape>): Contraction {
  const { shape } = step.type;
  const rank = shape.length;
  return {
    a: asItLies,
    b: asItLies,
    order: shape.map((_, axis) => axis),
    parts: [
      (ofA, ofB, ofC) => {
        const stride = (lengths: Shape, strides: readonly number[], axis: number): number => {
          const own = axis - (rank - lengths.length);
          return own < 0 || lengths[own] === 1 ? 0 : strides[own]!;
        };
        const batch = shape.slice(0, -2).map((size, axis) => ({
          size,
          a: stride(a, ofA, axis),
          b: stride(b, ofB, axis),
          c: ofC[axis]!,
        }));
        return {
          starts: [0, 0, 0],
          dimensions: [
            ...batch,
            { size: shape[rank - 2]!, a: ofA.at(-2)!, b: 0, c: ofC[rank - 2]! },
            { size: shape[rank - 1]!, a: 0, b: ofB.at(-1)!, c: ofC[rank - 1]! },
            { size: a.at(-1)!, a: ofA.at(-1)!, b: ofB.at(-2)!, c: null },
          ],
        };
      },
    ],
  };
}
