import { type Branded, type Copy, copyError } from "@chainrule/graph";

/** The version that a duplicate copy of the package is named by. */
const version = "0.0.0";

const name = "@chainrule/tensor";

/** What every tensor holds the copy of the package under that made it. */
export const brand: symbol = Symbol.for(name);

/** This copy. */
export const copy: Copy = { version };

/** Whether `value` is a tensor of this copy. Throws where it is a tensor of another one. */
export function isOurs(value: object): boolean {
  const theirs = (value as Branded)[brand];
  if (theirs === undefined) return false;
  if (theirs !== copy) throw copyError(name, copy, theirs);
  return true;
}
