/** What finite differences say about the derivative of a function of one number at 0. */
export type Estimate = Smooth | Kink;

/** The function has a derivative there. */
export interface Smooth {
  readonly kind: "smooth";
  readonly derivative: number;
  /** How much the derivative can be off because values are rounded. */
  readonly noise: number;
}

/** The derivatives from the left and from the right differ however small the step, or one of them does not exist. */
export interface Kink {
  readonly kind: "kink";
  readonly left: number;
  readonly right: number;
  /** Whether a side's derivative does not exist: the function jumps there, or ends. */
  readonly jumps: boolean;
}

/** Differences over a step and half of it. */
interface Differences {
  readonly central: number;
  readonly halfCentral: number;
  /** The one-sided derivatives, with the first term of their errors taken out. */
  readonly left: number;
  readonly right: number;
  readonly noise: number;
}

/** The rounding error of values of a function, in units of the largest. */
const rounding = 64 * 2 ** -52;

/** How often the step is divided by 8 to get away from a kink nearby. */
const refinements = 4;

/** The error of a derivative over `step` from the rounding of `values`. */
function noiseOf(values: readonly number[], step: number): number {
  return (rounding * Math.max(0, ...values.filter(Number.isFinite).map(Math.abs))) / step;
}

function differences(f: (delta: number) => number, middle: number, step: number): Differences {
  const half = step / 2;
  const [up, down, halfUp, halfDown] = [f(step), f(-step), f(half), f(-half)];
  return {
    central: (up - down) / (2 * step),
    halfCentral: (halfUp - halfDown) / step,
    left: (2 * (middle - halfDown)) / half - (middle - down) / step,
    right: (2 * (halfUp - middle)) / half - (up - middle) / step,
    noise: 4 * noiseOf([up, down, middle], step),
  };
}

/**
 * The central difference `(f(h) − f(−h)) / 2h` where it settles the matter: it agrees with `expected`, and both sides agree with it. Otherwise
 * `null`: look closer.
 */
export function glance(
  f: (delta: number) => number,
  middle: number,
  step: number,
  expected: number,
  tolerance: (derivative: number) => number,
): Smooth | null {
  const [up, down] = [f(step), f(-step)];
  const derivative = (up - down) / (2 * step);
  const noise = noiseOf([up, down, middle], step);
  const bend = Math.abs(up - 2 * middle + down) / step;
  const allowed = tolerance(derivative) + noise;
  if (!(Math.abs(derivative - expected) <= allowed && bend <= 1e3 * allowed)) return null;
  return { kind: "smooth", derivative, noise };
}

/** The derivative where both sides and both step lengths agree, or `null`. */
function settled(
  { central, halfCentral, left, right, noise }: Differences,
  tolerance: (derivative: number) => number,
): Smooth | null {
  const value = (4 * halfCentral - central) / 3;
  const allowed = tolerance(value);
  // Strictly between step lengths: where the second derivative jumps, two thirds of what they differ by is the value's error.
  const agree =
    Math.abs(right - left) <= 10 * allowed + noise &&
    Math.abs(central - halfCentral) <= allowed + noise;
  return agree ? { kind: "smooth", derivative: value, noise } : null;
}

/**
 * The derivative of `f` at 0, where its argument is added to an element of size `size`. Steps shrink until the differences settle, in the end far below the
 * element's own size, for functions like the logarithm; where they never do, there is a kink: exactly at 0, or nearer than numbers can tell.
 */
export function derivativeOf(
  f: (delta: number) => number,
  middle: number,
  step: number,
  size: number,
  tolerance: (derivative: number) => number,
): Estimate {
  const seen: Differences[] = [];
  for (let i = 0; i <= refinements; i++) {
    const found = differences(f, middle, step / 8 ** i);
    const smooth = settled(found, tolerance);
    if (smooth !== null) return smooth;
    seen.push(found);
  }
  const close = 1e-3 * size;
  const narrowest = step / 8 ** refinements;
  if (close > 0 && close < narrowest) {
    const smooth = settled(differences(f, middle, close), tolerance);
    if (smooth !== null) return smooth;
  }
  return kink(seen);
}

/**
 * Reads the sides off the widest step that agrees with the narrowest one: what is nearest, with the least noise. Sides that grow as steps shrink have
 * no derivative. Where neither is seen, all is noise, and the steadiest difference is as good as any.
 */
function kink(seen: readonly Differences[]): Estimate {
  const last = seen.at(-1)!;
  const gap = Math.abs(last.right - last.left);
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * gap;
  const clear = seen.find(({ left, right }) => close(left, last.left) && close(right, last.right));
  if (clear !== undefined && clear !== last) {
    return { kind: "kink", left: clear.left, right: clear.right, jumps: false };
  }
  const [lefts, rights] = [seen.map(({ left }) => left), seen.map(({ right }) => right)];
  if (grows(lefts) || grows(rights)) {
    return { kind: "kink", left: limit(lefts), right: limit(rights), jumps: true };
  }
  const [steady] = seen.toSorted((a, b) => unrest(a) - unrest(b));
  return { kind: "smooth", derivative: steady!.central, noise: steady!.noise };
}

/** Whether differences over ever smaller steps (each an eighth of the one before) are not finite, or grow like a root's or a jump's. */
function grows(sides: readonly number[]): boolean {
  if (!Number.isFinite(sides.at(-1)!)) return true;
  return sides.slice(1).every((side, i) => {
    const ratio = Math.abs(side / sides[i]!);
    return ratio > 2 && ratio < 10;
  });
}

/** What differences over ever smaller steps come to. */
function limit(sides: readonly number[]): number {
  const last = sides.at(-1)!;
  return grows(sides) && !Number.isNaN(last) ? Math.sign(last) * Infinity : last;
}

function unrest({ left, right, central, halfCentral }: Differences): number {
  return Math.abs(right - left) + Math.abs(central - halfCentral);
}
