import type { DType, Node, Shape } from "@chainrule/graph";
import { asNode } from "../operand.ts";
import * as movement from "../ops/movement.ts";
import * as ops from "../ops/selection.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { DTypeOf } from "../shapes/dtype.ts";
import type { Pad, Slice, Take, Windowed } from "../shapes/selection.ts";
import type { Check, Lengths, Result, ShapeOf } from "../shapes/shape.ts";
import { type Operand, Tensor } from "../tensor.ts";

function wrap<S extends Shape, D extends DType>(node: Node): Tensor<S, D> {
  return Tensor.of(node) as Tensor<S, D>;
}

/**
 * `x.slice(starts, ends, steps)`, as a function.
 *
 * ```ts
 * import { slice } from "@chainrule/tensor/functional";
 *
 * slice([[1, 2, 3], [4, 5, 6]], [0, 1]); // => [[2, 3], [5, 6]]
 * ```
 */
export function slice<
  const O extends Operand,
  const A extends readonly number[],
  const B extends readonly (number | undefined)[] = [],
  const C extends readonly number[] = [],
>(x: O, starts: A, ends?: B, steps?: C): Tensor<Slice<ShapeOf<O>, A, B, C>, DTypeOf<O>> {
  return wrap(ops.slice(asNode(x), starts, ends, steps));
}

/**
 * `x.pad(widths, options)`, as a function.
 *
 * ```ts
 * import { pad } from "@chainrule/tensor/functional";
 *
 * pad([1, 2], [[1, 2]]); // => [0, 1, 2, 0, 0]
 * ```
 */
export function pad<
  const O extends Operand,
  const W extends readonly (readonly [low: number, high: number])[],
>(
  x: O,
  widths: W & Check<Pad<ShapeOf<O>, W>>,
  options?: ops.PadOptions,
): Tensor<Result<Pad<ShapeOf<O>, W>>, DTypeOf<O>> {
  return wrap(ops.pad(asNode(x), widths, options?.value, options?.mode));
}

/**
 * `x.take(indices, axis)`, as a function.
 *
 * ```ts
 * import { take } from "@chainrule/tensor/functional";
 *
 * take([[1, 2], [3, 4], [5, 6]], [2, 0], 0); // => [[5, 6], [1, 2]]
 * ```
 */
export function take<
  const O extends Operand,
  const I extends Operand,
  const X extends number | undefined = undefined,
>(
  x: O,
  indices: I,
  axis?: X & CheckAxes<"take", ShapeOf<O>, X>,
): Tensor<Take<ShapeOf<O>, ShapeOf<I>, X>, DTypeOf<O>> {
  return wrap(ops.take(asNode(x), indices, axis));
}

/**
 * `x.gather(indices, axis)`, as a function.
 *
 * ```ts
 * import { gather } from "@chainrule/tensor/functional";
 *
 * gather([[1, 2, 3], [4, 5, 6]], [[2], [0]], 1); // => [[3], [4]]
 * ```
 */
export function gather<const O extends Operand, const I extends Operand, const X extends number>(
  x: O,
  indices: I,
  axis: X & CheckAxes<"gather", ShapeOf<O>, X>,
): Tensor<ShapeOf<I>, DTypeOf<O>> {
  return wrap(ops.gather(asNode(x), indices, axis));
}

/**
 * `x.windows(options)`, as a function.
 *
 * ```ts
 * import { windows } from "@chainrule/tensor/functional";
 *
 * windows([1, 2, 3, 4], { axes: [0], sizes: [2] }); // => [[1, 2], [2, 3], [3, 4]]
 * ```
 */
export function windows<const O extends Operand, const P extends movement.Sliding>(
  x: O,
  options: P,
): Tensor<Windowed<ShapeOf<O>, P>, DTypeOf<O>> {
  return wrap(movement.windows(asNode(x), options));
}

/**
 * `x.fold(options)`, as a function.
 *
 * ```ts
 * import { fold } from "@chainrule/tensor/functional";
 *
 * fold([[1, 2], [2, 3], [3, 4]], { axes: [0], sizes: [2], shape: [4] }); // => [1, 4, 6, 4]
 * ```
 */
export function fold<const O extends Operand, const W extends readonly number[]>(
  x: O,
  options: movement.Sliding & { readonly shape: W },
): Tensor<Lengths<W>, DTypeOf<O>> {
  return wrap(movement.fold(asNode(x), options));
}
