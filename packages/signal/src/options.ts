import { checkNames, checkOneOf } from "@chainrule/graph";
import { axisOf, checkCount, type Numbers } from "./numbers.ts";
import type { Direction } from "./roots.ts";

/** What is divided by the length n: inverse transforms by n, transforms by n, or both by √n. */
export type Norm = "backward" | "forward" | "ortho";

/** What a Fourier transform takes. */
export interface FftOptions {
  /** The axis along which it is taken; the last one. */
  readonly axis?: number;
  /** The length n of the transform: what is longer is cut, and zeros come after what is shorter; the axis's own. */
  readonly length?: number;
  /** `"backward"` unless said: inverse transforms are divided by n. */
  readonly norm?: Norm;
}

/** Along which axis a transform is taken, how long it is, and what it is multiplied by. */
export interface Taken {
  readonly axis: number;
  readonly length: number;
  readonly scale: number;
}

/** Throws where there are other options, or another norm. */
export function checkOptions(name: string, options: FftOptions | undefined): void {
  checkNames(name, options, { axis: 0, length: 0, norm: 0 });
  checkNorm(name, options?.norm);
}

export function checkNorm(name: string, norm: Norm | undefined): void {
  checkOneOf(name, "the norm", norm, ["backward", "forward", "ortho"]);
}

/** What `options` say of a transform of `x`, whose length is what `lengthOf` makes of the axis's where they say none. */
export function taken(
  name: string,
  x: Numbers,
  options: FftOptions,
  direction: Direction,
  lengthOf: (length: number) => number = (length) => length,
): Taken {
  const { shape } = x.real;
  const axis = axisOf(name, options.axis ?? -1, shape);
  const length = options.length ?? lengthOf(shape[axis]!);
  checkCount(name, "the length", length);
  return { axis, length, scale: scaleOf(length, options.norm ?? "backward", direction) };
}

function scaleOf(length: number, norm: Norm, direction: Direction): number {
  if (norm === "ortho") return 1 / Math.sqrt(length);
  return (norm === "forward") === (direction === -1) ? 1 / length : 1;
}
