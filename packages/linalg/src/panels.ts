/** Neighbouring columns, from one to before another. */
export interface Panel {
  readonly from: number;
  readonly to: number;
}

/** As many columns are factored one by one before the others are changed by products of matrices. */
const width = 32;

/** The panels of n columns, all but the last of the same width. */
export function panels(n: number): readonly Panel[] {
  return Array.from({ length: Math.ceil(n / width) }, (_, i) => ({
    from: i * width,
    to: Math.min((i + 1) * width, n),
  }));
}
