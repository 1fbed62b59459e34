/** What a line search sees of the loss along a line: its value and its slope at `t`. */
export interface OnLine {
  readonly t: number;
  readonly loss: number;
  readonly slope: number;
}

/** How far the loss must fall, as a part of what the slope promises: c₁ of the Wolfe conditions. */
const decrease = 1e-4;

/** How much of the slope may be left: c₂ of the Wolfe conditions. */
const curvature = 0.9;

/** How often the loss is computed at most, to bracket a point, and again to find it. */
const mostTries = 25;

/**
 * A point that meets the strong Wolfe conditions: `f(t) ≤ f(0) + c₁·t·f′(0)` and `|f′(t)| ≤ c₂·|f′(0)|`, where losses that differ by no more than `rounding` are equal. Tries `first`, then
 * further and further away until there is a point between, and then cubic interpolations. Where none is found, a lower point that meets the first condition, or `null`.
 *
 * Nocedal, Wright, *Numerical Optimization* (2006), algorithms 3.5 and 3.6.
 */
export function strongWolfe<P extends OnLine>(
  at: (t: number) => P,
  start: P,
  first: number,
  rounding: number,
): P | null {
  // Also where loss or slope are no numbers.
  const isHigh = ({ t, loss, slope }: OnLine): boolean =>
    !(loss <= start.loss + decrease * t * start.slope + rounding) || Number.isNaN(slope);
  const isFlat = ({ slope }: OnLine): boolean => Math.abs(slope) <= -curvature * start.slope;

  /** As above, where such a point lies between `low`, the lowest point that meets the first condition, and `high`. */
  const zoom = (low: P, high: P): P | null => {
    for (let i = 0; i < mostTries; i++) {
      const next = at(between(low, high));
      if (isHigh(next) || next.loss > low.loss + rounding) {
        high = next;
      } else {
        if (isFlat(next)) return next;
        if (next.slope * (high.t - low.t) >= 0) high = low;
        low = next;
      }
    }
    return low.loss < start.loss ? low : null;
  };

  let [before, t] = [start, first];
  for (let i = 0; i < mostTries; i++) {
    const next = at(t);
    if (isHigh(next) || next.loss > before.loss + rounding) return zoom(before, next);
    if (isFlat(next)) return next;
    if (next.slope >= 0) return zoom(next, before);
    t = clamp(cubic(before, next), t + 0.01 * (t - before.t), 10 * t);
    before = next;
  }
  return before;
}

/** Where to look between two points: where a cubic is least, but not close to either; half-way where one is no number. */
function between(a: OnLine, b: OnLine): number {
  const [from, to] = a.t < b.t ? [a.t, b.t] : [b.t, a.t];
  const margin = 0.1 * (to - from);
  return clamp(cubic(a, b), from + margin, to - margin);
}

/** Where the cubic that has the values and the slopes of two points is least: (3.59) there. */
function cubic(a: OnLine, b: OnLine): number {
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.t - ((b.t - a.t) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}

/** `x` between `low` and `high`, or half-way where it is no number. */
function clamp(x: number, low: number, high: number): number {
  return Number.isNaN(x) ? (low + high) / 2 : Math.min(Math.max(x, low), high);
}
