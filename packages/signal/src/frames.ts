import { checkOneOf, printShape, shapeError } from "@chainrule/graph";
import { asTensor, type Operand, type Tensor } from "@chainrule/tensor";
import { fold, pad, windows } from "@chainrule/tensor/functional";
import { checkCount } from "./numbers.ts";
import type { FloatingDType } from "./shapes.ts";
import { hann } from "./windows.ts";

/** How a signal falls into frames. */
export interface FrameOptions {
  /** From the start of a frame to that of the next one; a quarter of a frame. */
  readonly hopLength?: number;
  /** What each frame is multiplied by: as long as a frame, or shorter, with zeros on both sides; that of Hann. */
  readonly window?: Operand;
  /** Whether frame t is around element `t · hopLength`, and half a frame is added at both ends, or begins there; true. */
  readonly center?: boolean;
}

/** What stands before and after a signal: what a mirror at its end shows, its last element, its other end, or zeros. */
export type PadMode = "reflect" | "edge" | "wrap" | "constant";

/** Frames of a length, and their window. */
export interface Framing {
  readonly length: number;
  readonly hop: number;
  readonly window: Tensor;
  readonly center: boolean;
}

/** The frames that `options` say, with a window of a dtype. */
export function framing(
  name: string,
  length: number,
  { hopLength = Math.max(1, Math.floor(length / 4)), window, center = true }: FrameOptions,
  dtype: FloatingDType,
): Framing {
  checkCount(name, "the length of the transform", length);
  checkCount(name, "hopLength", hopLength);
  return {
    length,
    hop: hopLength,
    center,
    window: window === undefined ? hann(length, { dtype }) : windowOf(name, length, window, dtype),
  };
}

/** A window with zeros on both sides, up to `length`. */
function windowOf(name: string, length: number, given: Operand, dtype: FloatingDType): Tensor {
  const window: Tensor = asTensor(given, dtype);
  const [own] = window.shape;
  if (window.ndim !== 1 || own! > length || own === 0) {
    throw shapeError(
      name,
      `the window must have from 1 to ${length} elements, the length of the transform; got ${printShape(window.shape)}.`,
    );
  }
  const before = Math.floor((length - own!) / 2);
  return pad(window, [[before, length - own! - before]]).cast(dtype) as Tensor;
}

/** The frames of the last axis, `[…, frames, length]`, not yet multiplied by the window. */
export function framesOf(
  name: string,
  x: Tensor,
  { length, hop, center }: Framing,
  mode: PadMode = "reflect",
): Tensor {
  checkOneOf(name, "padMode", mode, ["reflect", "edge", "wrap", "constant"]);
  const samples = x.shape.at(-1);
  const half = center ? Math.floor(length / 2) : 0;
  if (samples === undefined || samples === 0 || samples + 2 * half < length) {
    throw shapeError(
      name,
      `a signal must be at least one frame of ${length} elements${center ? ", half of which may be added at both ends" : ""}; got ${printShape(x.shape)}.`,
    );
  }
  const ends = x.shape.map((_, axis): [number, number] =>
    axis === x.ndim - 1 ? [half, half] : [0, 0],
  );
  const whole = half === 0 ? x : (pad(x, ends, { mode }) as Tensor);
  return windows(whole, { axes: [-1], sizes: [length], strides: [hop] }) as Tensor;
}

/** The sum of frames `[…, frames, length]`, each where it belongs. */
export function overlapped(frames: Tensor, { length, hop }: Framing): Tensor {
  const [count] = frames.shape.slice(-2) as [number, number];
  const shape = [...frames.shape.slice(0, -2), (count - 1) * hop + length];
  return fold(frames, { axes: [-1], sizes: [length], strides: [hop], shape }) as Tensor;
}
