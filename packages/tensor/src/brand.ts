/** The version that a duplicate copy of the library is named by. */
const version = "0.0.0";

/** Known to every copy of the library: on each Tensor it holds the copy that made it. */
export const brand: symbol = Symbol.for("chainrule.tensor");

/** One copy of the library. */
export interface Copy {
  readonly version: string;
}

/** This copy. */
export const copy: Copy = { version };

/** Whether `value` is a tensor of this copy of the library. Throws where it is a tensor of another copy. */
export function isOurs(value: object): boolean {
  const mark = (value as { readonly [mark: symbol]: Copy | undefined })[brand];
  if (mark === undefined) return false;
  if (mark !== copy) {
    throw new TypeError(
      `tensor: two copies of Chainrule are loaded (${copy.version} and ${mark.version}), and a tensor of one was given to the other; install one version once.`,
    );
  }
  return true;
}
