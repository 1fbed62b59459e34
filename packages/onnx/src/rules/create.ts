import type { Create } from "@chainrule/graph";
import { fixed } from "../length.ts";
import { noCounterpart, type Rules } from "../rule.ts";

/** Of primitives with elements from none. */
export const create: Rules<Create> = {
  constant: ({ graph, attributes }) => {
    const { value, dtype } = fixed(
      "a number, as statistics of a batch have in training mode,",
      attributes,
    );
    return graph.scalar(value, dtype);
  },
  iota: ({ graph, attributes: { length, dtype } }) => {
    const scalar = (of: string): string => graph.node("Squeeze", [of]);
    const [zero, end, one] = [0, length, 1].map((limit) => scalar(graph.lengths([limit])));
    return graph.cast(graph.node("Range", [zero!, end!, one!]), dtype);
  },
  random: ({ graph }) => {
    throw noCounterpart("random numbers", graph.debug);
  },
};
