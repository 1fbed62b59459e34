import { broadcastShapes, isFloating, printShape, sameShape, shapeError } from "@chainrule/graph";
import { asTensor, type Operand, type Tensor } from "@chainrule/tensor";

/** `x` as it is where it is floating, else as float32. */
export function floating(x: Operand): Tensor {
  const y = asTensor(x);
  return isFloating(y.dtype) ? y : y.cast("float32");
}

/** A tensor of predictions, and the targets in its dtype. A single number is the target of all. */
export function alike(name: string, predictions: Operand, targets: Operand): [Tensor, Tensor] {
  const x = floating(predictions);
  const t = asTensor(targets, x.dtype);
  const wide = t.dtype === "float64" ? x.cast("float64") : x;
  if (typeof targets === "number") return [wide, t.expand(x.shape)];
  if (!sameShape(x.shape, t.shape)) {
    throw shapeError(
      name,
      `predictions and targets must have the same shape; got ${printShape(x.shape)} and ${printShape(t.shape)}.`,
    );
  }
  return [wide, t.cast(wide.dtype)];
}

/** An operand that broadcasts to `x`, in its dtype where it has none. Throws where `x` would have to broadcast to it. */
export function beside(name: string, what: string, given: Operand, x: Tensor): Tensor {
  const y = asTensor(given, x.dtype);
  const both = broadcastShapes(x.shape, y.shape);
  if (both !== null && sameShape(both, x.shape)) return y;
  throw shapeError(
    name,
    `${what} must broadcast to the predictions; got ${printShape(y.shape)} for ${printShape(x.shape)}.`,
  );
}

/** Losses, each as often as its weight says, if there are weights: they broadcast to the losses. */
export function weighted(name: string, losses: Tensor, weights: Operand | undefined): Tensor {
  if (weights === undefined) return losses;
  return losses.mul(beside(name, "weights", weights, losses).cast(losses.dtype));
}
