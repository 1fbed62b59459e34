import type { Module } from "@chainrule/layers";
import { Generator, type Operand, type Parameter, type Tensor } from "@chainrule/tensor";
import { type Check, type Convention, convention, values } from "./row.ts";

/** A layer as rows call it: typed shapes play no part there. */
export type Layer = Module & { forward(x: Tensor): Tensor };

export const float64 = { dtype: "float64" } as const;

/** Options for weights that are drawn alike in every run. */
export function seeded(): { dtype: "float64"; generator: Generator } {
  return { ...float64, generator: new Generator(1) };
}

/** A check of a layer, for an input and all its parameters. */
export function on(what: string, make: () => Module, x: Tensor): Check {
  return {
    on: what,
    order: 2,
    at: () => {
      const layer = make() as Layer;
      const inputs: readonly (Tensor | Parameter)[] = [x, ...layer.parameters()];
      return { f: (y) => layer.forward(y!), inputs };
    },
  };
}

/** The same where the layer is smooth, for an input of a shape. */
export function smooth(make: () => Module, ...shape: number[]): Check {
  return on("smooth", make, values(shape));
}

/** What the gradient of a layer is at `x`, where there is none. */
export function kink(text: string, make: () => Module, x: Operand, gradient: unknown): Convention {
  return convention(text, (y) => (make() as Layer).forward(y), [x], [gradient]);
}
