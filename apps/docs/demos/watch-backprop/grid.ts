/** Rows and columns of a tensor as it is written: a vector is a row, a scalar a single number. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

export function gridOf(shape: readonly number[]): Grid {
  const columns = shape.at(-1) ?? 1;
  return { rows: shape.slice(0, -1).reduce((product, length) => product * length, 1), columns };
}

/** Where an element stands, as `[1, 0]`; nothing for a scalar. */
export function indexOf(element: number, shape: readonly number[]): string {
  let rest = element;
  const index = shape.toReversed().map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return at;
  });
  return shape.length === 0 ? "" : `[${index.toReversed().join(", ")}]`;
}
