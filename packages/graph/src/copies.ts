/**
 * One copy of a package in a program, which should have no other. What packages hand one another holds the copy that made it under the symbol of the
 * package's name, `Symbol.for("@chainrule/tensor")`, which every copy knows.
 */
export interface Copy {
  readonly version: string;
}

/** What packages hand one another. */
export interface Branded {
  readonly [name: symbol]: Copy | undefined;
}
