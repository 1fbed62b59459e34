import type { DType, Shape } from "@chainrule/graph";

/** A value that the file's function is given, or gives. */
export interface Port {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  /** Where its elements are; `null` where the program does not use it. */
  readonly address: number | null;
}

/** A name as the key of a property. A computed key is one whatever it is called. */
export function keyOf({ name }: Port): string {
  const isPlain = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__";
  return isPlain ? name : `[${JSON.stringify(name)}]`;
}
