/** When a measurement is better than the best before it. */
export interface ImprovementOptions {
  /** How much better than the best a measurement must be to count. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a part of the best measurement, or a difference to it. Default `"relative"`. */
  readonly thresholdMode?: "relative" | "absolute";
  /** Whether larger measurements are better. Default false. */
  readonly maximize?: boolean;
}

/** Whether a measurement is better than the best before it, which is null if there is none. NaN, or as bad as can be, is no better than nothing. */
export function isBetter(
  measured: number,
  best: number | null,
  { threshold, thresholdMode, maximize }: Required<ImprovementOptions>,
): boolean {
  const sign = maximize ? 1 : -1;
  if (best === null) return sign * measured > -Infinity;
  const bar =
    thresholdMode === "relative" ? best * (1 + sign * threshold) : best + sign * threshold;
  return maximize ? measured > bar : measured < bar;
}
