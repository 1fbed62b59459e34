import { Parameter, type Shape } from "@chainrule/tensor";
import type { ConvolutionOptions } from "./convolution.ts";
import { uniformByFan } from "./initializers.ts";

/** The options for the first values of filters, which convolutions and their transposes share. */
type FilterOptions = Pick<
  ConvolutionOptions,
  "bias" | "initializer" | "biasInitializer" | "generator" | "dtype"
>;

/** The weight of a convolution, of `shape`, and its bias for so many output channels. */
export function filtersOf(
  shape: Shape,
  outputs: number,
  options: FilterOptions,
): { weight: Parameter; bias: Parameter | null } {
  const { bias = true, initializer = uniformByFan(), dtype = "float32", generator } = options;
  const fan = shape.slice(1).reduce((product, length) => product * length, 1);
  const { biasInitializer = uniformByFan(fan) } = options;
  const given = { dtype, generator };
  return {
    weight: new Parameter(initializer(shape, given), { name: "weight" }),
    bias: bias ? new Parameter(biasInitializer([outputs], given), { name: "bias" }) : null,
  };
}
