/** How the elements of one round of the vectorised dimension are computed: `copies` vectors, or one element. */
export interface Mode {
  readonly vector: boolean;
  readonly copies: number;
}

export const scalarMode: Mode = { vector: false, copies: 1 };
