import type { Rounds } from "./rounds.ts";

/** Panels of equal width. Beyond the `filled` columns they hold zeros. */
export interface Panels {
  readonly count: number;
  readonly width: number;
  readonly filled: number;
}

/** How an operand is copied before it is read: for each round of `outer`, panel by panel, `[sums][width]`. */
export interface Packing {
  readonly key: "a" | "b";
  readonly outer: readonly Rounds[];
  readonly across: Rounds;
  readonly panels: readonly Panels[];
  readonly sums: readonly Rounds[];
  /** Where the copy starts in the scratch buffer, in elements. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  /** Elements of one round. */
  readonly elements: number;
}
