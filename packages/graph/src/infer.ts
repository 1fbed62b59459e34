import { images } from "#images";
import { order } from "#order";
import { contract } from "./infer/contract.ts";
import { create } from "./infer/create.ts";
import { elementwise } from "./infer/elementwise.ts";
import { movement } from "./infer/movement.ts";
import { reduce } from "./infer/reduce.ts";
import type { InferRule, InferRules } from "./infer/rule.ts";
import type { Type } from "./type.ts";
import type { Attributes, Inputs, Primitive } from "./primitives.ts";

/**
 * One shape and dtype rule for each primitive.
 *
 * ```ts
 * import { inferRules } from "@chainrule/graph";
 *
 * const x = { shape: [2, 3], dtype: "float32" } as const;
 * inferRules.sum([x], { axes: [1] }, "sum").shape; // => [2]
 * ```
 */
export const inferRules: InferRules = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...contract,
  ...images,
  ...order,
  ...create,
};

/**
 * The type of `primitive`'s result. Throws `ShapeError` or `DTypeError`, in one sentence, when the inputs do not fit.
 *
 * ```ts
 * import { infer } from "@chainrule/graph";
 *
 * const x = { shape: [2, 3], dtype: "float32" } as const;
 * infer("matmul", [x, { ...x, shape: [3, 4] }], { dtype: "float32" }); // => { shape: [2, 4], dtype: "float32" }
 * infer("matmul", [x, x], { dtype: "float32" }); // throws matmul: inner lengths 3 and 2 differ; got [2, 3] and [2, 3].
 * ```
 */
export function infer<P extends Primitive>(
  primitive: P,
  inputs: Inputs<P, Type>,
  attributes: Attributes<P>,
): Type {
  const rule: InferRule<P> = inferRules[primitive];
  return rule(inputs, attributes, primitive);
}
