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
export function roundsIn(nest: readonly { readonly size: number }[]): number {
  return nest.reduce((n, { size }) => n * size, 1);
}

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

/** An operand, or the result. */
type Key = "a" | "b" | "c";

/** Joins neighbours that the operands in `keys` cross alike. */
export function join(
  dimensions: readonly Rounds[],
  keys: readonly Key[] = ["a", "b", "c"],
): Rounds[] {
  const joined: Rounds[] = [];
  for (const one of dimensions.filter((dimension) => dimension.size !== 1)) {
    const before = joined.at(-1);
    const alike =
      before !== undefined &&
      keys.every((key) => before[key] === one[key] * one.size) &&
      before.e.every((step, i) => step === one.e[i]! * one.size);
    if (alike) joined[joined.length - 1] = { ...one, size: before.size * one.size };
    else joined.push(one);
  }
  return joined;
}

/** Largest steps first. */
export function byStride(key: Key): (p: Rounds, q: Rounds) => number {
  return (p, q) => Math.abs(q[key]) - Math.abs(p[key]);
}

/** Cuts a dimension into an outer one and an inner one of length `inner`, which must divide it. */
export function cut(one: Rounds, inner: number): [Rounds, Rounds] {
  return [
    {
      size: one.size / inner,
      a: one.a * inner,
      b: one.b * inner,
      c: one.c * inner,
      e: one.e.map((step) => step * inner),
    },
    { ...one, size: inner },
  ];
}

/** The largest divisor of `n` that is at most `most`. */
export function divisor(n: number, most: number): number {
  for (let d = Math.min(n, Math.floor(most)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}
