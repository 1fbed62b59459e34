import { checkFraction, checkNames, printShape, shapeError } from "@chainrule/graph";
import {
  asTensor,
  type Generator,
  type Operand,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { type AttentionOptions, scaledDotProductAttention } from "@chainrule/tensor/functional";
import { Module } from "#module";
import { Affine } from "./affine.ts";
import { constantly, type Initializer, uniformByFan, xavierUniform } from "./initializers.ts";
import type { Apply, Floating } from "./shape-function.ts";
import type { Attended, CheckHeads, SelfAttentionShape } from "./shapes/attention.ts";
import { checkedCount } from "./spatial.ts";

/** What `MultiheadAttention` takes besides its sizes. */
export interface MultiheadAttentionOptions<D extends Floating = Floating> {
  /** Whether the four affine layers have biases, 0 at first; true. */
  readonly bias?: boolean;
  /** The probability with which a weight of attention becomes 0 while training; 0. */
  readonly dropout?: number;
  /** The first weights; as PyTorch's defaults, evenly in `±√(1.5/E)` for queries, keys and values, and in `±1/√E` for the output. */
  readonly initializer?: Initializer;
  /** Draws the first values, and what dropout takes away; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of weights and biases; float32. */
  readonly dtype?: D;
}

/**
 * Attention by `H` heads, each with its own part of the features: `Concat(head₁, …, head_H)·W + b`, where `headᵢ` is `scaledDotProductAttention` of what three
 * affine layers make of queries, keys and values.
 *
 * Takes queries `[…, L, E]`, keys `[…, S, E]` and values `[…, S, E]`, gives `[…, L, E]`. Without keys and values the queries are both (self-attention); without
 * values the keys are. The layers are `query`, `key`, `value` and `output`, from `E` to `E` features.
 *
 * Source: Vaswani et al. 2017, "Attention is all you need", section 3.2.2; as PyTorch's `MultiheadAttention` with `batch_first`, except that a mask is true where
 * there _is_ attention, as in PyTorch's `scaled_dot_product_attention`, and that a query that sees nothing gets the bias of the output and not NaN.
 *
 * @throws A `ShapeError` if `H` does not divide `E`, or the shapes do not fit.
 *
 * ```ts
 * import { MultiheadAttention } from "@chainrule/layers";
 * import { rand } from "@chainrule/tensor";
 *
 * const attention = new MultiheadAttention(8, 2);
 * const [x, memory] = [rand([4, 5, 8]), rand([4, 7, 8])];
 * attention.forward(x).shape; // => [4, 5, 8]
 * attention.forward(x, x, x, { causal: true }).shape; // => [4, 5, 8]
 * attention.forward(x, memory).shape; // => [4, 5, 8]
 * ```
 */
export class MultiheadAttention<
  const E extends number = number,
  const H extends number = number,
  D extends Floating = Floating,
> extends Module {
  /** Exists in types only: how the shape of the output follows from the shape of the input. */
  declare readonly shapes: SelfAttentionShape<E, H>;
  /** What makes queries. */
  readonly query: Affine<E, E, D>;
  /** What makes keys. */
  readonly key: Affine<E, E, D>;
  /** What makes values. */
  readonly value: Affine<E, E, D>;
  /** What makes the output of the heads' results. */
  readonly output: Affine<E, E, D>;
  /** The probability with which a weight becomes 0 while training; it may be changed. */
  dropout: number;
  private readonly heads: number;
  private readonly generator: Generator | undefined;

  constructor(
    embedding: E,
    heads: H & shapes.Check<CheckHeads<E, H>>,
    options: MultiheadAttentionOptions<D> = {},
  ) {
    super();
    const name = "MultiheadAttention";
    checkNames(name, options, { bias: 0, dropout: 0, initializer: 0, generator: 0, dtype: 0 });
    checkedCount(name, "the embedding", embedding);
    this.heads = checkedCount(name, "the number of heads", heads);
    if (embedding % heads !== 0) {
      throw shapeError(
        name,
        `the number of heads must divide the embedding; got ${heads} heads of ${embedding}.`,
      );
    }
    const { dropout = 0, initializer, generator, ...rest } = options;
    checkFraction(name, "dropout", dropout);
    this.dropout = dropout;
    this.generator = generator;
    const affine = (first: Initializer): Affine<E, E, D> =>
      new Affine(embedding, embedding, {
        ...rest,
        generator,
        initializer: initializer ?? first,
        biasInitializer: constantly(0),
      });
    // Xavier's for the three side by side, `[E, 3·E]`.
    const threefold = xavierUniform({ gain: Math.SQRT1_2 });
    this.query = affine(threefold);
    this.key = affine(threefold);
    this.value = affine(threefold);
    this.output = affine(uniformByFan());
  }

  override describe(): string {
    const dropout = this.dropout === 0 ? "" : `, dropout ${this.dropout}`;
    return `MultiheadAttention(${this.query.weight.shape[0]}, ${this.heads}${dropout})`;
  }

  /**
   * The output for each query, of the values whose keys it sees: `mask` and `causal` are those of `scaledDotProductAttention`, the same for all heads, so a mask
   * broadcasts to `[…, L, S]`. Throws where the shapes do not fit, with the path of the module.
   */
  forward<
    const Q extends Operand,
    const K extends Operand = Q,
    const V extends Operand = K,
    const M extends Operand = true,
  >(
    query: Q & shapes.Check<Apply<SelfAttentionShape<E, H>, ShapeOf<Q>>>,
    key?: K &
      shapes.Check<Apply<SelfAttentionShape<E, H>, ShapeOf<K>>> &
      shapes.Check<shapes.Scores<ShapeOf<Q>, ShapeOf<K>>>,
    value?: V &
      shapes.Check<Apply<SelfAttentionShape<E, H>, ShapeOf<V>>> &
      shapes.Check<shapes.Attention<ShapeOf<Q>, ShapeOf<K>, ShapeOf<V>>>,
    options: Pick<
      AttentionOptions<M & shapes.CheckMask<shapes.Scores<ShapeOf<Q>, ShapeOf<K>>, ShapeOf<M>>>,
      "mask" | "causal"
    > = {},
  ): Tensor<
    Attended<E, ShapeOf<Q>, ShapeOf<K>, ShapeOf<V>>,
    shapes.Promote<shapes.MixedAll<readonly [Q, K, V]>, D>
  > {
    checkNames("forward", options, { mask: 0, causal: 0 });
    const { mask, causal = false } = options as AttentionOptions;
    const given: readonly Operand[] = [query, key ?? query, value ?? key ?? query];
    const [queries, keys, values] = [this.query, this.key, this.value].map((layer, i) =>
      this.split(layer.forward(given[i] as Tensor)),
    );
    const attended: Tensor = scaledDotProductAttention(queries!, keys!, values!, {
      causal,
      ...(mask !== undefined && { mask: overHeads(asTensor(mask)) }),
      generator: this.generator,
      dropout: this.training ? this.dropout : 0,
    });
    return this.output.forward(swap(attended).flatten(-2)) as never;
  }

  /** `[…, L, E]` as `[…, H, L, E/H]`. */
  private split(x: Tensor): Tensor {
    if (x.ndim < 2) {
      throw shapeError("forward", `the input needs at least two axes; got ${printShape(x.shape)}.`);
    }
    return swap(x.reshape([...x.shape.slice(0, -1), this.heads, x.shape.at(-1)! / this.heads]));
  }
}

/** The last axis but two and the last but one in each other's place. */
function swap(x: Tensor): Tensor {
  const axes = [...x.shape.keys()];
  return x.permute([...axes.slice(0, -3), axes.at(-2)!, axes.at(-3)!, axes.at(-1)!]);
}

/** A mask of `[…, L, S]` with an axis for the heads. */
function overHeads(mask: Tensor): Tensor {
  return mask.ndim < 3 ? mask : mask.unsqueeze(-3);
}
