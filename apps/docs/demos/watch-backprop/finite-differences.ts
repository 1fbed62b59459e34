import { checkGradients, gradients } from "@chainrule/autograd";
import { fromData, type Tensor, zeros } from "@chainrule/tensor";
import { differentiable, type Edits, evaluate, type Program, resultOf } from "./program.ts";

/** Which values a difference quotient compares. */
export type Side = "central" | "forward" | "backward";

/** One element's derivative, told twice. */
export interface Comparison {
  readonly name: string;
  /** The element's place, in the order of rows. */
  readonly element: number;
  readonly autograd: number;
  readonly numeric: number;
  /** How far they are apart, in units of the larger of 1 and the gradient. */
  readonly difference: number;
  /** Whether that is no more than a millionth. */
  readonly agrees: boolean;
  /** The slopes on both sides, where the result has a kink. */
  readonly kink: { readonly left: number; readonly right: number } | null;
}

const quotients: Readonly<Record<Side, (f: (delta: number) => number, h: number) => number>> = {
  central: (f, h) => (f(h) - f(-h)) / (2 * h),
  forward: (f, h) => (f(h) - f(0)) / h,
  backward: (f, h) => (f(0) - f(-h)) / h,
};

/** Compares every gradient with difference quotients over a step `h`, and finds kinks with `checkGradients`. */
export function compare(program: Program, edits: Edits, h: number, side: Side): Comparison[] {
  const names = differentiable(program);
  const result = resultOf(program);
  const shapes = [...evaluate(program, edits)].filter(([name]) => names.includes(name));
  const still = shapes.map(([, { shape }]) => zeros(shape, { dtype: "float64" }));
  const nudged = (nudges: readonly Tensor[]): Tensor =>
    evaluate(program, edits, new Map(names.map((name, i) => [name, nudges[i]!]))).get(result)!;

  const found = gradients(nudged(still), still).map((gradient) => gradient.data());
  const { kinks } = checkGradients((...nudges: Tensor[]) => nudged(nudges), still);

  return shapes.flatMap(([name, { shape, size }], i) => {
    const along =
      (element: number) =>
      (delta: number): number => {
        const moved = new Float64Array(size);
        moved[element] = delta;
        return nudged(still.with(i, fromData(moved, shape, "float64"))).item();
      };
    return Array.from({ length: size }, (_, element): Comparison => {
      const autograd = Number(found[i]![element]);
      const numeric = quotients[side](along(element), h);
      const kink = kinks.find(
        ({ input, index }) => input === i && placeOf(index, shape) === element,
      );
      const difference = Math.abs(autograd - numeric) / Math.max(1, Math.abs(autograd));
      return {
        name,
        element,
        autograd,
        numeric,
        difference,
        agrees: difference <= 1e-6,
        kink: kink === undefined ? null : { left: kink.left, right: kink.right },
      };
    });
  });
}

/** The place of an element in the order of rows. */
function placeOf(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((place, at, axis) => place * shape[axis]! + at, 0);
}
