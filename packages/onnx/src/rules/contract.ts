import type { Contract } from "@chainrule/graph";
import { fixed } from "../length.ts";
import { noCounterpart, type Rules } from "../rule.ts";
import { flipped, inverse, permuted, spread } from "./movement.ts";

/** Of primitives that are sums of products. */
export const contract: Rules<Contract> = {
  matmul: ({ graph, inputs, attributes: { dtype } }) =>
    graph.node(
      "MatMul",
      inputs.map(({ name, type }) => (type.dtype === dtype ? name : graph.cast(name, dtype))),
    ),
  convolve: ({ graph, inputs, attributes }) => {
    const { roles, ...rest } = attributes;
    const { strides, padding, inputDilation, kernelDilation, groups, batchGroups, flip, dtype } =
      fixed("a convolution", rest);
    const order = fixed("a convolution", roles);
    if (batchGroups !== 1) {
      throw noCounterpart("a convolution with groups of the batch", graph.debug);
    }
    const [x, kernel] = inputs.map(({ name, type }) =>
      type.dtype === dtype ? name : graph.cast(name, dtype),
    ) as [string, string];
    const lengths = order.input.map((axis) => inputs[0]!.type.shape[axis]!);
    const images = spread(graph, permuted(graph, x, order.input), lengths, [
      1,
      1,
      ...inputDilation,
    ]);
    const spatial = strides.map((_, i) => i + 2);
    const weights = permuted(graph, kernel, order.kernel);
    const sides = (side: (length: number) => number): number[] =>
      [0, 1].flatMap((end) => padding.map((pair) => side(pair[end]!)));
    const [grow, crop] = [
      sides((length) => Math.max(length, 0)),
      sides((length) => Math.min(length, 0)),
    ];
    const crops = crop.some((length) => length < 0);
    const padded = (image: string, pads: readonly number[]): string => {
      const [low, high] = [pads.slice(0, padding.length), pads.slice(padding.length)];
      return graph.node("Pad", [image, graph.lengths([0, 0, ...low, 0, 0, ...high])]);
    };
    const result = graph.node(
      "Conv",
      [
        // Padding of less than nothing takes elements away, those of other padding too.
        crops ? padded(padded(images.name, grow), crop) : images.name,
        flip ? flipped(graph, weights, spatial) : weights,
      ],
      {
        strides,
        dilations: kernelDilation,
        group: groups,
        pads: crops ? grow.map(() => 0) : grow,
      },
    );
    return permuted(graph, result, inverse(order.output));
  },
};
