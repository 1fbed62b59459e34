import { isFloating } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

/** `x` as it is where it is floating, else as float32: differences of integers wrap, and their means are no integers. */
export function floating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : x.cast("float32");
}
