/** The axes of a tensor of so many, in order: the permutation that moves none. */
export function inOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** The permutation that undoes another: where each axis went. */
export function inverse(axes: readonly number[]): number[] {
  const back = Array.from<number>({ length: axes.length });
  axes.forEach((axis, i) => {
    back[axis] = i;
  });
  return back;
}
