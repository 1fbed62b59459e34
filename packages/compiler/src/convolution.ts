import { sizeOf, type Shape, type Step } from "@chainrule/graph";
import { asItLies, type Contraction, type Part } from "./contract.ts";
import { inputOf, type Phase, phasedAxis, type PhasedAxis } from "./phases.ts";
import type { ContractDimension } from "./plan.ts";

/**
 * `convolve` as a contraction over its input with padding carried out: then each position of the kernel is reached by strides, and the result's
 * spatial axes and the kernel's are dimensions like any other. A spread input, as that of a transposed convolution is, takes a part for each phase.
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
  const axes = spatialIn.map((_, i) =>
    phasedAxis({
      positions: out[spatialOut[i]!]!,
      taps: kernel![taps[i]!]!,
      low: padding[i]![0],
      stride: strides[i]!,
      inputDilation: inputDilation[i]!,
      kernelDilation: kernelDilation[i]!,
    }),
  );
  const shape = [...input!];
  const lows = input!.map(() => 0);
  axes.forEach((axis, i) => {
    const { start, end } = inputOf(axis);
    shape[spatialIn[i]!] = end - start;
    lows[spatialIn[i]!] = -start;
  });
  // A weight gradient is a convolution whose kernel is larger than its result. It sums over the input's batch axis as over a feature axis, and that lies innermost.
  const isWeightGradient =
    sizeOf(taps.map((axis) => kernel![axis]!)) > sizeOf(spatialOut.map((axis) => out[axis]!));
  const [inner, outer] = isWeightGradient ? [batchIn, featureIn] : [featureIn, batchIn];
  const order = [outer, ...spatialIn, inner];
  const nothing = input!.every((length, axis) => lows[axis] === 0 && shape[axis]! <= length);
  const part =
    (phases: readonly Phase[]): Part =>
    (ofA, ofB, ofC) => {
      const starts: [number, number, number] = [0, 0, 0];
      phases.forEach(({ first, tap, origin }, i) => {
        const axis = taps[i]!;
        starts[0] += (origin + lows[spatialIn[i]!]!) * ofA[spatialIn[i]!]!;
        starts[1] += (flip ? kernel![axis]! - 1 - tap : tap) * ofB[axis]!;
        starts[2] += first * ofC[spatialOut[i]!]!;
      });
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
          size: phases[i]!.positions,
          a: axes[i]!.near * ofA[spatialIn[i]!]!,
          b: 0,
          c: axes[i]!.step * ofC[axis]!,
        }),
      );
      const perGroup = features / groups / batchGroups;
      dimensions.push({ size: perGroup, a: 0, b: ofB[outOf]!, c: ofC[featureOut]! });
      dimensions.push({ size: kernel![inOf]!, a: ofA[featureIn]!, b: ofB[inOf]!, c: null });
      taps.forEach((axis, i) =>
        dimensions.push({
          size: phases[i]!.taps,
          a: axes[i]!.far * ofA[spatialIn[i]!]!,
          b: (flip ? -1 : 1) * axes[i]!.leap * ofB[axis]!,
          c: null,
        }),
      );
      return { dimensions, starts };
    };
  return {
    a: { padding: { order, shape, lows, nothing } },
    b: asItLies,
    order: isWeightGradient
      ? [...spatialOut, batchOut, featureOut]
      : [batchOut, ...spatialOut, featureOut],
    parts: combinations(axes).map(part),
  };
}

/** Every choice of one phase for each axis. */
function combinations(axes: readonly PhasedAxis[]): Phase[][] {
  return axes.reduce<Phase[][]>(
    (before, { phases }) => before.flatMap((chosen) => phases.map((one) => [...chosen, one])),
    [[]],
  );
}
