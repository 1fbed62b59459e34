import { type Attributes, type Shape, sizeOf, type Step } from "@chainrule/graph";
import type { ContractDimension } from "./plan.ts";

/** How an operand must lie in memory. */
export interface Operand {
  /** `null` where any strides will do. */
  readonly padding: {
    /** The axes, outermost first. */
    readonly order: readonly number[];
    /** The lengths with zeros around and between. */
    readonly shape: Shape;
    readonly lows: readonly number[];
    readonly dilations: readonly number[];
    /** Whether nothing is added or cropped. */
    readonly nothing: boolean;
  } | null;
}

/** A contraction of two operands, whose dimensions are known once their strides are. */
export interface Contraction {
  readonly a: Operand;
  readonly b: Operand;
  /** The order in which the result's axes should lie. */
  readonly order: readonly number[];
  dimensions(a: readonly number[], b: readonly number[], c: readonly number[]): ContractDimension[];
  /** Where the first element of `b` is, beyond its buffer's start. */
  startOfB(b: readonly number[]): number;
}

const asItLies: Operand = { padding: null };

/** `c[…, m, n] = Σ_k a[…, m, k]·b[…, k, n]`. */
export function matrixProduct(step: Step, [a, b]: readonly Shape[]): Contraction {
  const { shape } = step.type;
  const rank = shape.length;
  return {
    a: asItLies,
    b: asItLies,
    order: shape.map((_, axis) => axis),
    startOfB: () => 0,
    dimensions: (ofA, ofB, ofC) => {
      const stride = (lengths: Shape, strides: readonly number[], axis: number): number => {
        const own = axis - (rank - lengths.length);
        return own < 0 || lengths[own] === 1 ? 0 : strides[own]!;
      };
      const batch = shape.slice(0, -2).map((size, axis) => ({
        size,
        a: stride(a!, ofA, axis),
        b: stride(b!, ofB, axis),
        c: ofC[axis]!,
      }));
      return [
        ...batch,
        { size: shape[rank - 2]!, a: ofA.at(-2)!, b: 0, c: ofC[rank - 2]! },
        { size: shape[rank - 1]!, a: 0, b: ofB.at(-1)!, c: ofC[rank - 1]! },
        { size: a!.at(-1)!, a: ofA.at(-1)!, b: ofB.at(-2)!, c: null },
      ];
    },
  };
}

/** `convolve` over a padded input: every tap is a stride. */
export function convolution(step: Step, [input, kernel]: readonly Shape[]): Contraction {
  const attributes = step.attributes as Attributes<"convolve">;
  const { strides, padding, inputDilation, kernelDilation, groups, batchGroups, flip, roles } =
    attributes;
  const [batchIn, featureIn, ...spatialIn] = roles.input as [number, number, ...number[]];
  const [outOf, inOf, ...taps] = roles.kernel as [number, number, ...number[]];
  const [batchOut, featureOut, ...spatialOut] = roles.output as [number, number, ...number[]];
  const out = step.type.shape;
  const needed = spatialIn.map((_, i) => {
    const [positions, count] = [out[spatialOut[i]!]!, kernel![taps[i]!]!];
    return positions === 0
      ? 0
      : (positions - 1) * strides[i]! + (count - 1) * kernelDilation[i]! + 1;
  });
  const shape = [...input!];
  const lows = input!.map(() => 0);
  const dilations = input!.map(() => 1);
  spatialIn.forEach((axis, i) => {
    shape[axis] = needed[i]!;
    lows[axis] = padding[i]![0];
    dilations[axis] = inputDilation[i]!;
  });
  // Where the kernel is larger than the result, its positions are summed over: a weight gradient, whose result varies along the batch axis.
  const isWeightGradient =
    sizeOf(taps.map((axis) => kernel![axis]!)) > sizeOf(spatialOut.map((axis) => out[axis]!));
  const [inner, outer] = isWeightGradient ? [batchIn, featureIn] : [featureIn, batchIn];
  const order = [outer, ...spatialIn, inner];
  const nothing = input!.every(
    (length, axis) =>
      lows[axis]! >= 0 && lows[axis] === 0 && dilations[axis] === 1 && shape[axis]! <= length,
  );
  return {
    a: { padding: { order, shape, lows, dilations, nothing } },
    b: asItLies,
    order: isWeightGradient
      ? [...spatialOut, batchOut, featureOut]
      : [batchOut, ...spatialOut, featureOut],
    startOfB: (ofB) =>
      flip ? taps.reduce((sum, axis) => sum + (kernel![axis]! - 1) * ofB[axis]!, 0) : 0,
    dimensions: (ofA, ofB, ofC) => {
      const [batch, features] = [out[batchOut]!, out[featureOut]!];
      const dimensions: ContractDimension[] = [];
      if (groups > 1) {
        const [a, b] = [kernel![inOf]! * ofA[featureIn]!, (features / groups) * ofB[outOf]!];
        dimensions.push({ size: groups, a, b, c: (features / groups) * ofC[featureOut]! });
      }
      if (batchGroups > 1) {
        const [a, b] = [batch * ofA[batchIn]!, (features / batchGroups) * ofB[outOf]!];
        dimensions.push({
          size: batchGroups,
          a,
          b,
          c: (features / batchGroups) * ofC[featureOut]!,
        });
      }
      dimensions.push({ size: batch, a: ofA[batchIn]!, b: 0, c: ofC[batchOut]! });
      spatialOut.forEach((axis, i) =>
        dimensions.push({
          size: out[axis]!,
          a: strides[i]! * ofA[spatialIn[i]!]!,
          b: 0,
          c: ofC[axis]!,
        }),
      );
      const perGroup = features / groups / batchGroups;
      dimensions.push({ size: perGroup, a: 0, b: ofB[outOf]!, c: ofC[featureOut]! });
      dimensions.push({ size: kernel![inOf]!, a: ofA[featureIn]!, b: ofB[inOf]!, c: null });
      taps.forEach((axis, i) =>
        dimensions.push({
          size: kernel![axis]!,
          a: kernelDilation[i]! * ofA[spatialIn[i]!]!,
          b: (flip ? -1 : 1) * ofB[axis]!,
          c: null,
        }),
      );
      return dimensions;
    },
  };
}
