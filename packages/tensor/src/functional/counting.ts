import { Node, sizeOf, stridesOf } from "@chainrule/graph";
import { asNode, leaf } from "../operand.ts";
import * as ops from "../ops/counting.ts";
import { reshape } from "../ops/movement.ts";
import { argsort } from "../ops/order.ts";
import type { DTypeOf, Summed } from "../shapes/dtype.ts";
import type { Lengths, ShapeOf } from "../shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "../tensor.ts";

/**
 * How often each of the integers 0 to `length − 1` is an element of `x`, as int32: `outᵢ = Σⱼ [xⱼ = i]`, or with `weights` of the shape of `x` the sum of theirs,
 * `Σⱼ [xⱼ = i]·wⱼ`, which have the gradient. As NumPy's and PyTorch's `bincount`, whose length depends on the elements and is at least `minlength`; here it is
 * given, so that nothing is read. Throws `ShapeError` where given numbers are others; computed ones count nowhere. Throws `DTypeError` unless `x` is int32 or uint8.
 *
 * With `searchSorted` it is a histogram: of edges e the element i + 1 counts what lies from eᵢ to below eᵢ₊₁.
 *
 * ```ts
 * import { bincount, searchSorted } from "@chainrule/tensor/functional";
 *
 * bincount([0, 2, 2, 1], 4); // => [1, 1, 2, 0]
 * bincount([0, 2, 2, 1], 4, { weights: [0.5, 1, 2, 4] }); // => [0.5, 4, 3, 0]
 *
 * const edges = [0, 1, 2];
 * bincount(searchSorted(edges, [0.5, 1, 1.5, 7], { side: "right" }), 4); // => [0, 1, 2, 1]
 * ```
 */
export function bincount<
  const O extends Operand,
  const L extends number,
  const W extends Operand | undefined = undefined,
>(
  x: O,
  length: L,
  options?: ops.CountOptions<W>,
): Tensor<Lengths<[L]>, W extends Operand ? Summed<DTypeOf<W>> : "int32"> {
  return tensorOf(ops.bincount(x, length, options as ops.CountOptions));
}

/**
 * The positions of the elements that are not 0, row by row: `[count, ndim]` of int32, one position a row, as PyTorch's `nonzero` and NumPy's `argwhere`. NaN is
 * not 0. The size depends on the elements, so it reads them, as `data()` does, and throws in a step that `compile` traces.
 *
 * ```ts
 * import { nonzero } from "@chainrule/tensor/functional";
 *
 * nonzero([[1, 0, 0], [0, 5, 6]]); // => [[0, 0], [1, 1], [1, 2]]
 * ```
 */
export function nonzero<const O extends Operand>(
  x: O,
): Tensor<[number, ShapeOf<O>["length"]], "int32"> {
  const node = asNode(x, null, "nonzero");
  const { shape } = node;
  const places: number[] = [];
  tensorOf(node)
    .data()
    .forEach((element, place) => {
      if (element !== 0) places.push(place);
    });
  const strides = stridesOf(shape);
  const rows = new Int32Array(places.length * shape.length);
  let at = 0;
  for (const place of places) {
    for (const [axis, length] of shape.entries()) {
      rows[at++] = Math.floor(place / strides[axis]!) % length;
    }
  }
  return tensorOf(leaf(rows, [places.length, shape.length], "int32"));
}

/** What `unique` finds. */
export interface Unique<O> {
  /** The elements from the smallest to the largest, each once. */
  readonly values: Tensor<[number], DTypeOf<O>>;
  /** Where each of them stands first in the flattened tensor. */
  readonly indices: Tensor<[number], "int32">;
  /** For each element of the tensor, which of the values it is. */
  readonly inverse: Tensor<ShapeOf<O>, "int32">;
  /** How often each of them occurs. */
  readonly counts: Tensor<[number], "int32">;
}

/**
 * The elements without repetitions, in order, with where each first stands, which of them each element is, and how often each occurs. As the array API
 * standard's `unique_all`; NumPy and PyTorch give the values, and the others where asked. NaN is one value, the largest, as NumPy's; 0 and −0 are one. The sizes depend on the elements, so it reads
 * them, as `data()` does, and throws in a step that `compile` traces. The gradient of `values` goes to the first of equal elements.
 *
 * ```ts
 * import { unique } from "@chainrule/tensor/functional";
 *
 * const { values, inverse, counts } = unique([3, 1, 3, 2]);
 * values; // => [1, 2, 3]
 * inverse; // => [2, 0, 2, 1]
 * counts; // => [1, 1, 2]
 * ```
 */
export function unique<const O extends Operand>(x: O): Unique<O> {
  const node = asNode(x, null, "unique");
  const size = sizeOf(node.shape);
  const flat = reshape(node, [size]);
  const elements = tensorOf(flat).data();
  const [firsts, counts]: number[][] = [[], []];
  const inverse = new Int32Array(size);
  let before: number | undefined;
  for (const at of tensorOf(argsort(flat)).data()) {
    const element = elements[at]!;
    // NaN is one value, though it equals nothing.
    if (element !== before && !(Number.isNaN(element) && Number.isNaN(before))) {
      firsts!.push(at);
      counts!.push(0);
    }
    before = element;
    counts![counts!.length - 1]!++;
    inverse[at] = counts!.length - 1;
  }
  const list = (numbers: readonly number[]): Node =>
    leaf(Int32Array.from(numbers), [numbers.length], "int32");
  const indices = list(firsts!);
  return {
    values: tensorOf(Node.apply("take", [flat, indices], { axis: 0 })),
    indices: tensorOf(indices),
    inverse: tensorOf(leaf(inverse, node.shape, "int32")),
    counts: tensorOf(list(counts!)),
  };
}
