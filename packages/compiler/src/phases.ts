/**
 * Where one axis of a convolution's result, its kernel and its input meet: result `first + step·m` sums, over `u`, kernel `tap + leap·u` times input
 * `origin + near·m + far·u`.
 */
export interface Phase {
  readonly first: number;
  readonly tap: number;
  readonly origin: number;
  /** How many elements of the result. */
  readonly positions: number;
  /** How many elements of the kernel. */
  readonly taps: number;
}

/** What all phases of an axis share. */
export interface PhasedAxis {
  readonly step: number;
  readonly leap: number;
  readonly near: number;
  readonly far: number;
  readonly phases: readonly Phase[];
}

/** An axis as `convolve` describes it. */
interface Axis {
  readonly positions: number;
  readonly taps: number;
  readonly low: number;
  readonly stride: number;
  readonly inputDilation: number;
  readonly kernelDilation: number;
}

/**
 * An axis in as many phases as its spread input makes of it: every so many elements of the result meet elements of the input, and not the room between
 * them, with the same elements of the kernel, every so many too. No phase reads that room. An input that is not spread is one phase.
 */
export function phasedAxis(axis: Axis): PhasedAxis {
  const { positions, taps, low, stride, inputDilation: spread, kernelDilation } = axis;
  const step = spread / greatestDivisor(spread, stride);
  const leap = spread / greatestDivisor(spread, kernelDilation);
  const count = Math.max(1, Math.min(step, positions));
  const phases = Array.from({ length: count }, (_, first): Phase => {
    const place = (tap: number): number => (first * stride + tap * kernelDilation - low) / spread;
    let tap = 0;
    while (tap < leap && !Number.isInteger(place(tap))) tap++;
    const meets = tap < Math.min(leap, taps);
    return {
      first,
      tap: meets ? tap : 0,
      origin: meets ? place(tap) : 0,
      positions: Math.ceil((positions - first) / step),
      taps: meets ? Math.ceil((taps - tap) / leap) : 0,
    };
  });
  return {
    step,
    leap,
    near: (step * stride) / spread,
    far: (leap * kernelDilation) / spread,
    phases,
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The part of the input, zeros around it included, that the phases of an axis read. */
export function inputOf({ near, far, phases }: PhasedAxis): { start: number; end: number } {
  const used = phases.filter(({ positions, taps }) => positions > 0 && taps > 0);
  if (used.length === 0) return { start: 0, end: 0 };
  const last = ({ origin, positions, taps }: Phase): number =>
    origin + (positions - 1) * near + (taps - 1) * far;
  return {
    start: Math.min(...used.map(({ origin }) => origin)),
    end: Math.max(...used.map(last)) + 1,
  };
}
