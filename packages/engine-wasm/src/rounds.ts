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
export const size: (rounds: readonly { readonly size: number }[]) => number = (rounds) =>
  rounds.reduce((n, one) => n * one.size, 1);

/** The nest with the steps of a copy in which the innermost step is `inner`. */
export function packed(rounds: readonly Rounds[], key: "a" | "b", inner: number): Rounds[] {
  let step = inner;
  return rounds
    .toReversed()
    .map((one) => {
      const own = { ...one, [key]: step };
      step *= one.size;
      return own;
    })
    .toReversed();
}
