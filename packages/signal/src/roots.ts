import type { Complex } from "./complex.ts";
import { keepComplex } from "./keep.ts";
import type { FloatingDType } from "./shapes.ts";

/** Whether exponents are positive, as those of inverse transforms are. */
export type Direction = 1 | -1;

/** `exp(2πi·r/n)` for `0 ≤ r < n`, from an angle of an eighth of a turn at the most: quarters of a turn are exact. */
export function root(r: number, n: number): [real: number, imaginary: number] {
  const quarters = Math.round((4 * r) / n);
  const angle = ((4 * r - quarters * n) / n) * (Math.PI / 2);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const turned: readonly [number, number][] = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ];
  return turned[quarters % 4]!;
}

/** The matrix of `scale · exp(± 2πi·jk/order)`, row `j` and column `k`. */
export function rootsOfUnity(
  rows: number,
  columns: number,
  order: number,
  direction: Direction,
  dtype: FloatingDType,
  scale: number = 1,
): Complex {
  const name = [rows, columns, order, direction, scale].join(" ");
  return keepComplex(name, [rows, columns], dtype, (i) => {
    const [real, imaginary] = root((Math.floor(i / columns) * (i % columns)) % order, order);
    return [scale * real, direction * scale * imaginary];
  });
}
