/** A dimension of a loop nest: how many rounds, and the step in elements of each operand. */
export interface Rounds {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** The step in each place of the epilogue. */
  readonly e: readonly number[];
}

/** Rounds of a nest in all. */
export const size: (rounds: readonly Rounds[]) => number = (rounds) =>
  rounds.reduce((n, one) => n * one.size, 1);
