import { type Inputs, sizeOf, type Shape, type Step } from "@chainrule/graph";
import { asItLies, type Contraction, type Part } from "./contract.ts";
import { inputOf, type Phase, phasedAxis, type PhasedAxis } from "./phases.ts";
import type { ContractDimension } from "./plan.ts";

/** The axes in a role: of batch and features, or of a kernel's output and input features, and then the spatial ones. */
type Axes = readonly [number, number, ...number[]];

/**
 * `convolve` as a contraction over its input with padding carried out: then each position of the kernel is reached by strides, and the result's
 * spatial axes and the kernel's are dimensions like any other. A spread input, as that of a transposed convolution is, takes a part for each phase.
 */
export function convolution(
  step: Step<"convolve">,
  [input, kernel]: Inputs<"convolve", Shape>,
): Contraction {
  const { strides, padding, inputDilation, kernelDilation, roles } = step.attributes;
  const [batchIn, featureIn, ...spatialIn] = roles.input as Axes;
  const [batchOut, featureOut, ...spatialOut] = roles.output as Axes;
  const positions = spatialOut.map((axis) => step.type.shape[axis]!);
  const taps = roles.kernel.slice(2).map((axis) => kernel[axis]!);
  const axes = spatialIn.map((_, i) =>
    phasedAxis({
      positions: positions[i]!,
      taps: taps[i]!,
      low: padding[i]![0],
      stride: strides[i]!,
      inputDilation: inputDilation[i]!,
      kernelDilation: kernelDilation[i]!,
    }),
  );
  const shape = [...input];
  const lows = input.map(() => 0);
  axes.forEach((axis, i) => {
    const { start, end } = inputOf(axis);
    shape[spatialIn[i]!] = end - start;
    lows[spatialIn[i]!] = -start;
  });
  const nothing = input.every((length, axis) => lows[axis] === 0 && shape[axis]! <= length);
  // A weight gradient is a convolution whose kernel is larger than its result. It sums over the input's batch axis as over a feature axis, and that lies innermost.
  const isWeightGradient = sizeOf(taps) > sizeOf(positions);
  const [inner, outer] = isWeightGradient ? [batchIn, featureIn] : [featureIn, batchIn];
  return {
    a: { padding: { order: [outer, ...spatialIn, inner], shape, lows, nothing } },
    b: asItLies,
    order: isWeightGradient
      ? [...spatialOut, batchOut, featureOut]
      : [batchOut, ...spatialOut, featureOut],
    parts: combinations(axes).map((phases) => partOf(step, kernel, lows, axes, phases)),
  };
}

/** What a convolution sums in one phase of each of its spatial axes. Before the input's elements, `lows` zeros are put. */
function partOf(
  { attributes, type }: Step<"convolve">,
  kernel: Shape,
  lows: readonly number[],
  axes: readonly PhasedAxis[],
  phases: readonly Phase[],
): Part {
  const { groups, batchGroups, flip, roles } = attributes;
  const [batchIn, featureIn, ...spatialIn] = roles.input as Axes;
  const [outOf, inOf, ...taps] = roles.kernel as Axes;
  const [batchOut, featureOut, ...spatialOut] = roles.output as Axes;
  const [batch, features, perGroup] = [
    type.shape[batchOut]!,
    type.shape[featureOut]!,
    kernel[inOf]!,
  ];
  return (ofA, ofB, ofC) => {
    const starts: [number, number, number] = [0, 0, 0];
    phases.forEach(({ first, tap, origin }, i) => {
      const [from, by] = [spatialIn[i]!, taps[i]!];
      starts[0] += (origin + lows[from]!) * ofA[from]!;
      starts[1] += (flip ? kernel[by]! - 1 - tap : tap) * ofB[by]!;
      starts[2] += first * ofC[spatialOut[i]!]!;
    });
    /** Groups of features, each of which meets another part of the input, `a` further on. */
    const grouped = (size: number, a: number): ContractDimension => {
      const each = features / size;
      return { size, a, b: each * ofB[outOf]!, c: each * ofC[featureOut]! };
    };
    const dimensions = [
      grouped(groups, perGroup * ofA[featureIn]!),
      grouped(batchGroups, batch * ofA[batchIn]!),
    ].filter(({ size }) => size > 1);
    dimensions.push({ size: batch, a: ofA[batchIn]!, b: 0, c: ofC[batchOut]! });
    axes.forEach(({ near, step }, i) => {
      const [a, c] = [near * ofA[spatialIn[i]!]!, step * ofC[spatialOut[i]!]!];
      dimensions.push({ size: phases[i]!.positions, a, b: 0, c });
    });
    const own = features / groups / batchGroups;
    dimensions.push({ size: own, a: 0, b: ofB[outOf]!, c: ofC[featureOut]! });
    dimensions.push({ size: perGroup, a: ofA[featureIn]!, b: ofB[inOf]!, c: null });
    axes.forEach(({ far, leap }, i) => {
      const [a, b] = [far * ofA[spatialIn[i]!]!, leap * ofB[taps[i]!]!];
      dimensions.push({ size: phases[i]!.taps, a, b: flip ? -b : b, c: null });
    });
    return { dimensions, starts };
  };
}

/** Every choice of one phase for each axis. */
function combinations(axes: readonly PhasedAxis[]): Phase[][] {
  return axes.reduce<Phase[][]>(
    (before, { phases }) => before.flatMap((chosen) => phases.map((one) => [...chosen, one])),
    [[]],
  );
}
