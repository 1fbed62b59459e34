import { v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import { shuffle } from "./shuffle.ts";

type CopyTransposed = (
  code: KernelCode,
  to: number,
  element: (column: number) => KernelCode,
  width: number,
  filled: number,
) => void;

/**
 * Copies four positions of the sums, which are neighbours in the operand, to a panel at local `to`: squares of four are transposed in registers. `element`
 * writes the address of a column's first. `null` where nothing is copied so.
 */
export const copyTransposed: CopyTransposed | null = (code, to, element, width, filled) => {
  let column = 0;
  for (; column + 4 <= filled; column += 4) {
    code.scratch(v128, 8, (p, q, r, s, t, u, x, y) => {
      [p, q, r, s].forEach((row, i) =>
        element(column + i)
          .memory("v128.load")
          .set(row),
      );
      const halves = (one: number, other: number, low: number, high: number): void => {
        shuffle(code.get(one).get(other), [0, 4, 1, 5]);
        shuffle(code.set(low).get(one).get(other), [2, 6, 3, 7]);
        code.set(high);
      };
      halves(p, q, t, u);
      halves(r, s, x, y);
      const put = (k: number, left: number, right: number, high: boolean): void => {
        code.get(to).get(left).get(right);
        if (high) shuffle(code, [2, 3, 6, 7]);
        else shuffle(code, [0, 1, 4, 5]);
        code.memory("v128.store", 4 * (k * width + column));
      };
      put(0, t, x, false);
      put(1, t, x, true);
      put(2, u, y, false);
      put(3, u, y, true);
    });
  }
  for (; column < width; column++) {
    for (let k = 0; k < 4; k++) {
      code.get(to);
      if (column < filled) element(column).memory("f32.load", 4 * k);
      else code.f32(0);
      code.memory("f32.store", 4 * (k * width + column));
    }
  }
};
