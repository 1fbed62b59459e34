import { stridesOf } from "@chainrule/graph";
import type { Buffer } from "./plan.ts";

/** A value must live in memory (row by row where `plain`) before a kernel can be written. */
export class Settle extends Error {
  readonly value: number;
  readonly plain: boolean;

  constructor(value: number, plain: boolean) {
    super("settle");
    this.value = value;
    this.plain = plain;
  }
}

/** Whether a value lies in memory row by row. */
export function isPlain({ strides, shape }: Buffer): boolean {
  const plain = stridesOf(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === plain[axis]);
}
