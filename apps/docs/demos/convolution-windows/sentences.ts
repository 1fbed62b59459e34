import { short } from "../short.ts";
import type { FoldedBack, Matrix, Windowed } from "./sliding.ts";

/** Elements of one row of a matrix. */
export function rowOf({ columns, elements }: Matrix, row: number): readonly number[] {
  return elements.slice(row * columns, (row + 1) * columns);
}

/** Where an element stands: `row 2, column 3`, from 1. */
export function placeOf({ columns }: Matrix, element: number): string {
  return `row ${Math.floor(element / columns) + 1}, column ${(element % columns) + 1}`;
}

const signed = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));

/** What a window gives: the sum of products that its row and the kernel make. */
export function productSentence(windowed: Windowed, kernel: Matrix, window: number): string {
  const terms = rowOf(windowed.rows, window).map(
    (element, i) => `${signed(element)}·${signed(kernel.elements[i]!)}`,
  );
  const sum = short(windowed.product.elements[window]!);
  return `Window ${window + 1} of ${windowed.rows.rows}: ${terms.join(" + ")} = ${sum}.`;
}

/** What is added back with a row. */
export function foldSentence(
  { rows }: FoldedBack,
  sources: Matrix,
  window: number,
  padded: Matrix,
): string {
  const first = placeOf(padded, rowOf(sources, window)[0]!);
  return `Row ${window + 1} of ${rows.rows}, ${rowOf(rows, window)
    .map((one) => short(one))
    .join(", ")}, is added back where it was read from, beginning at ${first} of the padded image.`;
}
