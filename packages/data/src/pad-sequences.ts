import { allocate, checkArray, checkNames, type DType, type TypedArray } from "@chainrule/graph";
import { fromData, full, operation, type Operand, type Tensor } from "@chainrule/tensor";
import { column } from "./column.ts";
import { checkCount } from "./permutation.ts";

/** How sequences are padded. */
export interface PadSequencesOptions<D extends DType = DType> {
  /** What stands where a sequence has nothing. Default 0. */
  readonly value?: number;
  /** Which side of a sequence is filled up. Default `"end"`. */
  readonly side?: "start" | "end";
  /** What the common length is a multiple of: batches of few different lengths are few programs to compile. Default 1. */
  readonly multipleOf?: number;
  /** The dtype of numbers in plain arrays. Default float32. */
  readonly dtype?: D;
}

/** Sequences of one length. */
export interface Padded<D extends DType = DType> {
  /** The sequences, `[N, T, …]`. */
  readonly values: Tensor<number[], D>;
  /** How long each was, `[N]`. */
  readonly lengths: Tensor<[number], "int32">;
}

/**
 * Sequences of different lengths as one tensor: `N` of `[Tₙ, …]` give `[N, T, …]`, where `T` is the longest, and how long each is. As PyTorch's
 * `pad_sequence` with `batch_first`. The rows are copied on the host.
 *
 * Throws where there is no sequence, where they differ in dtype or in the shape of their elements, or where `value` does not fit the dtype.
 *
 * ```ts
 * import { padSequences } from "@chainrule/data";
 *
 * const { values, lengths } = padSequences([[5, 2], [7, 1, 4], [3]], { dtype: "int32" });
 * values; // => [[5, 2, 0], [7, 1, 4], [3, 0, 0]]
 * lengths; // => [2, 3, 1]
 * ```
 */
export function padSequences<const D extends DType = DType>(
  sequences: readonly (Operand | TypedArray)[],
  options: PadSequencesOptions<D> = {},
): Padded<D> {
  checkNames("padSequences", options, { value: 0, side: 0, multipleOf: 0, dtype: 0 });
  checkArray("padSequences", sequences);
  const { value = 0, side = "end", multipleOf = 1, dtype: like } = options;
  if (side !== "start" && side !== "end") {
    throw new Error(`padSequences: side must be "start" or "end"; got ${String(side)}.`);
  }
  checkCount("padSequences", "multipleOf", multipleOf, 1);
  const columns = sequences.map((one, i) => column(`padSequences: sequence ${i}`, one, like));
  const [first] = columns;
  if (first === undefined) throw new Error("padSequences: needs at least one sequence; got none.");
  const { dtype, row, width } = first;
  columns.forEach((one, i) => {
    if (one.dtype === dtype && String(one.row) === String(row)) return;
    const [kind, other] = [first, one].map((each) => `${each.dtype} of [${each.row.join(", ")}]`);
    throw new Error(
      `padSequences: sequences must have elements of one kind; got ${kind} and, in sequence ${i}, ${other}.`,
    );
  });
  const longest = Math.max(...columns.map(({ length }) => length));
  const length = Math.ceil(longest / multipleOf) * multipleOf;
  const values = allocate(dtype, columns.length * length * width);
  if (value !== 0)
    values.fill(operation("padSequences", () => full([], value, { dtype })).data()[0]!);
  columns.forEach(({ data, length: own }, i) => {
    const start = side === "end" ? 0 : length - own;
    values.set(data, (i * length + start) * width);
  });
  const padded: Tensor = fromData(values, [columns.length, length, ...row], dtype);
  return {
    values: padded as Tensor<number[], D>,
    lengths: fromData(
      Int32Array.from(columns, (one) => one.length),
      [columns.length],
    ),
  };
}
