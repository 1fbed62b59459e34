import type { KernelLength } from "./any-length.ts";

/** The buffers a kernel touches, in the order of its function's parameters, its length, and a text that is equal for equal functions. */
export interface Signature {
  readonly buffers: readonly number[];
  readonly length: KernelLength;
  readonly key: string;
}

/** The signature of a kernel, from how long it is. */
export function signature(length: KernelLength): Signature {
  const buffers: number[] = [];
  const key = JSON.stringify(length.like, (name, value: unknown) => {
    if (typeof value !== "number") return name === "name" ? undefined : value;
    if (name === "buffer" || name === "scratch") {
      const known = buffers.indexOf(value);
      return known < 0 ? buffers.push(value) - 1 : known;
    }
    // JSON has one text for numbers that are not finite, and no negative zero.
    return !Number.isFinite(value) || Object.is(value, -0) ? `${1 / value} ${value}` : value;
  });
  return { buffers, length, key };
}
