/** What may be wrong with a model. */
export type FindingKind =
  | "not-finite"
  | "no-gradient"
  | "vanishing-gradient"
  | "exploding-gradient"
  | "dead-units"
  | "saturated"
  | "cannot-overfit";

/** Something that a diagnosis found. */
export interface Finding {
  readonly kind: FindingKind;
  /** The parameter's name or the module's path; nothing where it is the whole model. */
  readonly where: string;
  /** The measure that the finding rests on: a fraction of units or elements, a ratio of gradients, or a loss. */
  readonly value: number;
  /** What is wrong, and what usually helps. */
  readonly sentence: string;
}
