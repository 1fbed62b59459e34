import { arange, constant, Parameter, type Tensor } from "@chainrule/tensor";
import type { EmbeddingOptions } from "./embedding.ts";
import { normal } from "./initializers.ts";
import type { Floating } from "./shape-function.ts";
import { checkedCount } from "./spatial.ts";

/** The vectors of `count` things, and which of them fills sequences up, counted from the front. */
export interface EmbeddingWeight<N extends number, D extends number, E extends Floating> {
  readonly weight: Parameter<[N, D], E>;
  readonly paddingIndex: number | null;
}

/** The first vectors of the layer `name`. Throws unless the sizes are counts, and the index of the padding is one of the vectors'. */
export function embeddingWeight<N extends number, D extends number, E extends Floating>(
  name: string,
  count: N,
  size: D,
  options: EmbeddingOptions<E>,
): EmbeddingWeight<N, D, E> {
  checkedCount(name, "the number of vectors", count);
  checkedCount(name, "the size", size);
  const { initializer = normal(), generator, paddingIndex: given = null } = options;
  const isRow = (i: number): boolean => Number.isInteger(i) && i >= -count && i < count;
  if (given !== null && !isRow(given)) {
    throw new RangeError(
      `${name}: paddingIndex must be an integer from ${-count} to ${count - 1}; got ${given}.`,
    );
  }
  const paddingIndex = given !== null && given < 0 ? given + count : given;
  const dtype = (options.dtype ?? "float32") as E;
  const drawn: Tensor = initializer([count, size], { dtype, generator });
  const value = paddingIndex === null ? drawn : isPadding(count, paddingIndex).where(0, drawn);
  return {
    weight: new Parameter(value as Tensor<[N, D], E>, { name: "weight" }),
    paddingIndex,
  };
}

/** Which of `count` rows is that of the padding, `[count, 1]`. */
export function isPadding(count: number, paddingIndex: number): Tensor {
  return arange(count, { dtype: "int32" }).equal(constant(paddingIndex, "int32")).unsqueeze(1);
}
