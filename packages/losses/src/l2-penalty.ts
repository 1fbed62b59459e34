import { asTensor, constant, type Operand, operation, type Tensor } from "@chainrule/tensor";
import { floating } from "./operands.ts";

/**
 * `coefficient · Σ ‖p‖²`, over all elements of all parameters: no ½, so that the gradient is `2·coefficient·p`. Without parameters 0.
 *
 * ```ts
 * import { l2Penalty } from "@chainrule/losses";
 * import { Parameter } from "@chainrule/tensor";
 *
 * l2Penalty([new Parameter([1, 2]), new Parameter([[3]])], 0.5); // => 7
 * ```
 */
export function l2Penalty(parameters: Tensor | readonly Tensor[], coefficient: number): Tensor<[]> {
  return operation("l2Penalty", () => {
    const given: readonly Operand[] = Array.isArray(parameters) ? parameters : [parameters];
    const list = given.map(floating);
    const sums = list.map((parameter) => parameter.square().sum());
    const total = sums.reduce(
      (sum, next) => sum.add(next),
      constant(0, list[0]?.dtype ?? "float32"),
    );
    return total.mul(asTensor(coefficient, total.dtype));
  }) as Tensor<[]>;
}
