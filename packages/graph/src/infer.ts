import { images } from "#images";
import { contract } from "./infer/contract.ts";
import { create } from "./infer/create.ts";
import { elementwise } from "./infer/elementwise.ts";
import { movement } from "./infer/movement.ts";
import { reduce } from "./infer/reduce.ts";
import type { InferRule, InferRules, Type } from "./infer/rule.ts";
import type { Attributes, Inputs, Primitive } from "./primitives.ts";

/** One shape and dtype rule for each primitive. */
export const inferRules: InferRules = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...contract,
  ...images,
  ...create,
};

/** The type of `primitive`'s result. Throws `ShapeError` or `DTypeError`, in one sentence, when the inputs do not fit. */
export function infer<P extends Primitive>(
  primitive: P,
  inputs: Inputs<P, Type>,
  attributes: Attributes<P>,
): Type {
  const rule: InferRule<P> = inferRules[primitive];
  return rule(inputs, attributes);
}
