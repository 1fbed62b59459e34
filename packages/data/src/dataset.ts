import {
  checkArray,
  checkNames,
  type DType,
  kindOf,
  type Shape,
  type TypedArray,
} from "@chainrule/graph";
import type { Operand, Tensor } from "@chainrule/tensor";
import { type BatchOptions, Batches } from "./batches.ts";
import { type Column, column, gather } from "./column.ts";
import { checkCount, inOrder, permutation } from "./permutation.ts";

/** What a data set is made of: tensors or nested arrays with the examples along the first axis, or typed arrays with one element an example. */
export type Fields = Readonly<Record<string, Operand | TypedArray>>;

type Rows<S extends Shape> = S extends readonly [number, ...infer R extends number[]]
  ? [number, ...R]
  : number[];

type BatchField<F> =
  F extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<Rows<S>, D>
    : F extends Float32Array
      ? Tensor<[number], "float32">
      : F extends Float64Array
        ? Tensor<[number], "float64">
        : F extends Int32Array
          ? Tensor<[number], "int32">
          : F extends Uint8Array
            ? Tensor<[number], "uint8">
            : Tensor;

/** A batch of a data set of fields `F`: a tensor for each field, with some of the examples along its first axis. */
export type Batch<F extends Fields> = { readonly [K in keyof F]: BatchField<F[K]> };

/** Which rows a data set shows, and what it makes of them. For the class's own use. */
export interface View<B> {
  readonly columns: readonly (readonly [name: string, Column])[];
  readonly order: Int32Array;
  readonly transform: (rows: never) => B;
}

function view<B>(fields: Fields): View<B> {
  const columns = Object.entries(fields ?? {}).map(
    ([name, field]) => [name, column(`Dataset: ${name}`, field)] as const,
  );
  const length = columns[0]?.[1].length;
  if (length === undefined) throw new Error("Dataset: needs at least one field; got none.");
  if (columns.some(([, one]) => one.length !== length)) {
    const counts = columns.map(([name, one]) => `${one.length} ${name}`).join(" and ");
    throw new Error(`Dataset: fields must have the same number of examples; got ${counts}.`);
  }
  return { columns, order: inOrder(length), transform: (rows) => rows as B };
}

/** How many of `length` examples each part has: `sizes` themselves, or what they say as fractions. */
function countsOf(sizes: readonly number[], length: number): readonly number[] {
  checkArray("split", sizes);
  const areFractions =
    sizes.every((size) => size >= 0 && size <= 1) && !sizes.every(Number.isInteger);
  if (areFractions) return countsOfFractions(sizes, length);
  for (const size of sizes) checkCount("split", "a size", size);
  if (sumOf(sizes) === length) return sizes;
  throw sumError(`whole numbers are sizes, and must sum to the ${length} examples`, sizes);
}

/** The parts of `length`, rounded down; the first ones get what remains. */
function countsOfFractions(fractions: readonly number[], length: number): readonly number[] {
  if (Math.abs(sumOf(fractions) - 1) >= 1e-9) throw sumError("fractions must sum to 1", fractions);
  const counts = fractions.map((fraction) => Math.floor(fraction * length + 1e-9));
  const rest = length - sumOf(counts);
  return counts.map((count, i) => (i < rest ? count + 1 : count));
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function sumError(must: string, sizes: readonly number[]): RangeError {
  return new RangeError(`split: ${must}; got ${sizes.join(" + ")} = ${sumOf(sizes)}.`);
}

/** A data set for each size of a split: a tuple where their number is known. */
type Parts<S extends readonly number[], F extends Fields, B> = {
  -readonly [K in keyof S]: Dataset<F, B>;
};

/**
 * Examples with named fields, such as images and labels. The rows stay on the host; a batch gathers some of them into new
 * tensors of the fields' own dtypes (so bytes travel as bytes, and are cast in the graph). Typed arrays are adopted, and must not change afterwards.
 *
 * `subset`, `slice`, `split` and `map` give data sets that share the rows.
 *
 * Throws when the fields differ in their number of examples, or have none.
 *
 * ```ts
 * import { Dataset } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const points = new Dataset({
 *   x: tensor([[1, 2], [3, 4], [5, 6]]),
 *   y: Uint8Array.of(0, 1, 0),
 * });
 * points.length; // => 3
 * points.rows([2, 0]).x; // => [[5, 6], [1, 2]]
 * for (const { x, y } of points.batches(2)) {
 *   [x.shape[0], y.dtype]; // the first batch has two examples, the second one
 * }
 * ```
 */
export class Dataset<F extends Fields, B = Batch<F>> {
  readonly #view: View<B>;

  constructor(fields: F, shown: View<B> = view(fields)) {
    this.#view = shown;
  }

  /** The number of examples. */
  get length(): number {
    return this.#view.order.length;
  }

  #derive<C>(part: Partial<View<C>>): Dataset<F, C> {
    return datasetOf({ ...(this.#view as View<unknown> as View<C>), ...part });
  }

  /**
   * The examples at `indices`, in that order, as one batch. Throws for an index outside `[0, length)`.
   *
   * ```ts
   * import { Dataset } from "@chainrule/data";
   *
   * new Dataset({ y: Int32Array.of(10, 11, 12) }).rows([2, 2, 0]).y; // => [12, 12, 10]
   * ```
   */
  rows(indices: ArrayLike<number>): B {
    const { columns, transform } = this.#view;
    const order = this.#select("rows", indices);
    const batch = Object.fromEntries(columns.map(([name, one]) => [name, gather(one, order)]));
    return transform(batch as never);
  }

  /** All examples as one batch. */
  all(): B {
    return this.rows(inOrder(this.length));
  }

  #select(operation: string, indices: ArrayLike<number>): Int32Array {
    const { order } = this.#view;
    if (typeof indices?.length !== "number") {
      throw new TypeError(`${operation}: needs a list of indices; got ${kindOf(indices)}.`);
    }
    const rows = new Int32Array(indices.length);
    for (let i = 0; i < rows.length; i++) {
      const index = indices[i]!;
      const row = Number.isInteger(index) ? order[index] : undefined;
      if (row === undefined) {
        const must =
          order.length === 0
            ? "there are no examples"
            : `indices must be whole numbers from 0 to ${order.length - 1}`;
        throw new RangeError(`${operation}: ${must}; got ${String(index)}.`);
      }
      rows[i] = row;
    }
    return rows;
  }

  /** The examples at `indices`, in that order. Throws for an index outside `[0, length)`. */
  subset(indices: ArrayLike<number>): Dataset<F, B> {
    return this.#derive<B>({ order: this.#select("subset", indices) });
  }

  /**
   * The examples from `start` to before `end`; negative numbers count from the end, as in `Array.prototype.slice`.
   *
   * ```ts
   * import { Dataset } from "@chainrule/data";
   *
   * new Dataset({ y: Int32Array.of(10, 11, 12, 13) }).slice(-3, 3).all().y; // => [11, 12]
   * ```
   */
  slice(start: number, end?: number): Dataset<F, B> {
    return this.#derive<B>({ order: this.#view.order.subarray(start, end) });
  }

  /**
   * Parts of `sizes` examples, which sum to `length`; or fractions of it, which sum to 1. With a seed, the examples are
   * shuffled first, so that the parts are random. Throws `RangeError` where they sum to something else.
   *
   * ```ts
   * import { Dataset } from "@chainrule/data";
   *
   * const all = new Dataset({ y: Int32Array.of(10, 11, 12, 13, 14) });
   * const [train, test] = all.split([0.8, 0.2], { seed: 1 });
   * [train.length, test.length]; // => [4, 1]
   * all.split([2, 3])[1].all().y; // => [12, 13, 14]
   * ```
   */
  split<const S extends readonly number[]>(
    sizes: S,
    options: { readonly seed?: number } = {},
  ): Parts<S, F, B> {
    checkNames("split", options, { seed: 0 });
    const counts = countsOf(sizes, this.length);
    const { seed } = options;
    if (seed !== undefined) checkCount("split", "the seed", seed);
    const shuffled = seed === undefined ? this : this.subset(permutation(this.length, seed, 0));
    let at = 0;
    return counts.map((count) => shuffled.slice(at, (at += count))) as Parts<S, F, B>;
  }

  /**
   * The same examples with `f` applied to every batch, where it builds part of the graph: normalisation, augmentation,
   * renamed fields.
   *
   * ```ts
   * import { Dataset, normalize } from "@chainrule/data";
   *
   * const bytes = new Dataset({ x: Uint8Array.of(0, 100, 200) });
   * const normal = bytes.map(({ x }) => ({ x: normalize(x, { mean: 100, std: 50 }) }));
   * normal.all().x; // => [-2, 0, 2]
   * ```
   */
  map<C>(f: (batch: B) => C): Dataset<F, C> {
    if (typeof f !== "function") {
      throw new TypeError(`map: needs a function of a batch; got ${kindOf(f)}.`);
    }
    const { transform } = this.#view;
    return this.#derive<C>({ transform: (rows) => f(transform(rows)) });
  }

  /**
   * Batches of `size` examples; the last one is short when `size` does not divide the number of examples, unless it is
   * dropped. Given a seed, they are shuffled: the order depends on the seed and the epoch alone, and every iteration over
   * the result is the next epoch, with a new permutation. See `Batches`.
   *
   * ```ts
   * import { Dataset } from "@chainrule/data";
   *
   * const batches = new Dataset({ y: Int32Array.of(0, 1, 2, 3, 4) }).batches(2, { seed: 1 });
   * batches.length; // => 3
   * for (let epoch = 0; epoch < 2; epoch++) {
   *   for (const { y } of batches) y.shape; // a new permutation in each epoch
   * }
   * ```
   */
  batches(size: number, options: BatchOptions = {}): Batches<B> {
    return new Batches<B>(this, size, options);
  }
}

function datasetOf<F extends Fields, B>(shown: View<B>): Dataset<F, B> {
  return new Dataset<F, B>({} as F, shown);
}
