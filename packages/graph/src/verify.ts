import type { Graph } from "./graph.ts";
import { infer } from "./infer.ts";
import type { Inputs } from "./primitives.ts";
import { printType, sameType, type Type } from "./type.ts";

/**
 * Checks that a graph holds together: inputs before users, types as the rules infer them, outputs and replaced inputs that exist. Throws an error naming the step.
 *
 * ```ts
 * import { verify } from "@chainrule/graph";
 *
 * const type = { shape: [2], dtype: "float32" } as const;
 * verify({ inputs: [type], steps: [], outputs: [1], replaces: [-1] }); // throws verify: output 0 is value 1, which does not exist.
 * ```
 */
export function verify(graph: Graph): void {
  const types: Type[] = [...graph.inputs];
  graph.steps.forEach((step, i) => {
    const place = `verify: step ${i} (${step.primitive})`;
    const inputs = step.inputs.map((value) => {
      const type = types[value];
      if (type === undefined)
        throw new Error(`${place} uses value ${value} before it is computed.`);
      return type;
    });
    const wanted = infer(
      step.primitive,
      inputs as Inputs<typeof step.primitive, Type>,
      step.attributes,
    );
    if (!sameType(wanted, step.type)) {
      throw new Error(`${place} must be ${printType(wanted)}; got ${printType(step.type)}.`);
    }
    types.push(step.type);
  });
  graph.outputs.forEach((value, i) => {
    const type = types[value];
    if (type === undefined)
      throw new Error(`verify: output ${i} is value ${value}, which does not exist.`);
    const replaced = graph.replaces[i] ?? -1;
    if (replaced < 0) return;
    const before = graph.inputs[replaced];
    if (before === undefined || !sameType(before, type)) {
      throw new Error(
        `verify: output ${i} must replace an input of its own type ${printType(type)}; got value ${replaced}.`,
      );
    }
  });
}
