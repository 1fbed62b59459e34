import { type Convolution, span } from "@chainrule/graph";
import { constant, primitive, type Tensor } from "@chainrule/tensor";
import { inOrder, inverse } from "../permutation.ts";
import { common } from "./contract.ts";
import type { GradientRules } from "./rule.ts";

/** The lengths of the spatial axes, by their roles. */
function spatial(x: Tensor, roles: readonly number[]): number[] {
  return roles.slice(2).map((axis) => x.shape[axis]!);
}

/**
 * The kernel with its feature axes exchanged inside each group, as `[groups · in, out / groups, …spatial]`, and its roles. Where there is
 * one group that is only a matter of roles.
 */
function exchanged(kernel: Tensor, roles: readonly number[], groups: number): [Tensor, number[]] {
  const [out, into, ...rest] = roles as [number, number, ...number[]];
  if (groups === 1) return [kernel, [into, out, ...rest]];
  const ordered = kernel.permute([...roles]);
  const [features, perGroup, ...lengths] = ordered.shape as [number, number, ...number[]];
  const axes = inOrder(lengths.length + 3);
  const grouped = ordered
    .reshape([groups, features / groups, perGroup, ...lengths])
    .permute([0, 2, 1, ...axes.slice(3)])
    .reshape([groups * perGroup, features / groups, ...lengths]);
  return [grouped, inOrder(roles.length)];
}

/**
 * Every input element collects from the outputs it went to: the outputs, spread by the strides, are convolved with the kernel read the other
 * way round. A batch group's outputs become features of its own, as groups do.
 */
function inputGradient(g: Tensor, x: Tensor, kernel: Tensor, c: Convolution): Tensor {
  const groups = c.groups * c.batchGroups;
  const [turned, roles] = exchanged(kernel, c.roles.kernel, groups);
  const inputs = spatial(x, c.roles.input);
  const taps = spatial(kernel, c.roles.kernel);
  const padding = spatial(g, c.roles.output).map((outputs, i): [number, number] => {
    const covered = (taps[i]! - 1) * c.kernelDilation[i]! + 1;
    const low = covered - 1 - c.padding[i]![0];
    const whole = span(inputs[i]!, c.inputDilation[i]!);
    return [low, whole + covered - 1 - span(outputs, c.strides[i]!) - low];
  });
  const rank = x.shape.length;
  const result = primitive("convolve", common(g, turned), {
    strides: c.inputDilation,
    padding,
    inputDilation: c.strides,
    kernelDilation: c.kernelDilation,
    groups,
    batchGroups: 1,
    flip: !c.flip,
    roles: {
      input: c.roles.output,
      kernel: roles,
      output: c.batchGroups === 1 ? c.roles.input : inOrder(rank),
    },
    dtype: x.dtype,
  });
  if (c.batchGroups === 1) return result;
  const [batch, features, ...lengths] = result.shape as [number, number, ...number[]];
  return result
    .reshape([batch, c.batchGroups, features / c.batchGroups, ...lengths])
    .permute([1, 0, 2, ...inOrder(rank + 1).slice(3)])
    .reshape([batch * c.batchGroups, features / c.batchGroups, ...lengths])
    .permute(inverse(c.roles.input));
}

/**
 * Every kernel element collects from all positions: the input is convolved with the gradient of the output as a kernel, the batch as features, the
 * features as batch. Groups become batch groups and the other way round.
 */
function kernelGradient(g: Tensor, x: Tensor, kernel: Tensor, c: Convolution): Tensor {
  const inputs = spatial(x, c.roles.input);
  const outputs = spatial(g, c.roles.output);
  const padding = spatial(kernel, c.roles.kernel).map((taps, i): [number, number] => {
    const [low] = c.padding[i]!;
    const covered = (taps - 1) * c.kernelDilation[i]! + 1;
    const whole = span(inputs[i]!, c.inputDilation[i]!);
    return [low, span(outputs[i]!, c.strides[i]!) - whole + covered - 1 - low];
  });
  const exchange = ([a, b, ...rest]: readonly number[]): number[] => [b!, a!, ...rest];
  const result = primitive("convolve", common(x, g), {
    strides: c.kernelDilation,
    padding,
    inputDilation: c.inputDilation,
    kernelDilation: c.strides,
    groups: c.batchGroups,
    batchGroups: c.groups,
    flip: false,
    roles: {
      input: exchange(c.roles.input),
      kernel: exchange(c.roles.output),
      output: exchange(c.roles.kernel),
    },
    dtype: kernel.dtype,
  });
  return c.flip ? primitive("flip", [result], { axes: c.roles.kernel.slice(2) }) : result;
}

function zeros(like: Tensor): Tensor {
  return constant(0, like.dtype).expand(like.shape);
}

/** The rules of primitives over windows, which images need: of `contract` and `movement`. */
export const images: GradientRules<"convolve" | "windows" | "fold"> = {
  /** Both gradients are again `convolve`. */
  convolve: (g, [x, kernel], _, convolution) => {
    if (g.size === 0 || x.size === 0 || kernel.size === 0) return [zeros(x), zeros(kernel)];
    return [
      () => inputGradient(g, x, kernel, convolution),
      () => kernelGradient(g, x, kernel, convolution),
    ];
  },
  windows: (g, [x], _, windows) => [primitive("fold", [g], { ...windows, shape: x.shape })],
  fold: (g, _, __, { axes, sizes, strides, dilations }) => [
    primitive("windows", [g], { axes, sizes, strides, dilations }),
  ],
};
