import { sizeOf, type Shape, type Step } from "@chainrule/graph";
import { asItLies, type Contraction } from "./contract.ts";
import type { ContractDimension } from "./plan.ts";

/**
 * `convolve` as a contraction over its input with padding and dilation carried out: then each position of the kernel is reached by strides, and the result's
 * spatial axes and the kernel's are dimensions like any other.
 */
export function convolution(
  step: Step<"convolve">,
  [input, kernel]: readonly Shape[],
): Contraction {
  const { strides, padding, inputDilation, kernelDilation, groups, batchGroups, flip, roles } =
    step.attributes;
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
  // A weight gradient is a convolution whose kernel is larger than its result. It sums over the input's batch axis as over a feature axis, and that lies innermost.
  const isWeightGradient =
    sizeOf(taps.map((axis) => kernel![axis]!)) > sizeOf(spatialOut.map((axis) => out[axis]!));
  const [inner, outer] = isWeightGradient ? [batchIn, featureIn] : [featureIn, batchIn];
  const order = [outer, ...spatialIn, inner];
  const nothing = input!.every(
    (length, axis) => lows[axis] === 0 && dilations[axis] === 1 && shape[axis]! <= length,
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
