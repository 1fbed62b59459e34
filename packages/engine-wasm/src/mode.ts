/** How the elements of one round of the vectorised dimension are computed: `copies` vectors, or one element. */
export interface Mode {
  readonly vector: boolean;
  readonly copies: number;
  /** How many elements apart the vectors begin: fewer than they have where they overlap. */
  readonly apart: number;
}

export const scalarMode: Mode = { vector: false, copies: 1, apart: 0 };

/** Vectors side by side. */
export const vectors = (copies: number, apart: number): Mode => ({ vector: true, copies, apart });
