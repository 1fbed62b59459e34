import { isFloating, printShape, shapeError } from "@chainrule/graph";
import { asTensor, type Operand, type Tensor } from "@chainrule/tensor";
import { classesFrom } from "./labels.ts";

/** `x` as it is where it is floating, else as float32. */
export function floating(x: Operand): Tensor {
  const y = asTensor(x);
  return isFloating(y.dtype) ? y : y.cast("float32");
}

/** Floating scores `[N, C]`. Throws where they have other axes. */
export function rowsOf(name: string, given: Operand): Tensor {
  const x = floating(given);
  if (x.ndim === 2) return x;
  throw shapeError(name, `predictions must be scores [N, C]; got ${printShape(x.shape)}.`);
}

/** Floating scores `[N, C]` or `[N]`. Throws where they have other axes. */
export function scoresOf(name: string, given: Operand): Tensor {
  const x = floating(given);
  if (x.ndim === 1 || x.ndim === 2) return x;
  throw shapeError(name, `predictions must be scores [N, C] or [N]; got ${printShape(x.shape)}.`);
}

/** Throws where a probability that was given is none. */
export function checkProbabilities(name: string, x: Tensor): void {
  const bad = x.node.given?.find((p) => p < 0 || p > 1);
  if (bad === undefined) return;
  throw new RangeError(
    `${name}: probabilities must be from 0 to 1; got ${bad}; of logits, softmax(1) makes them.`,
  );
}

/** What is predicted: classes `[N]` as int32, and how many classes there are, where that is known. */
export interface Predicted {
  readonly predicted: Tensor;
  readonly classes: number | null;
}

/**
 * The classes that are predicted: of scores `[N, C]` each row's largest, or classes `[N]` themselves. `wanted` is how many there are, where that was said. Throws where
 * predictions are neither, or have another number of classes.
 */
export function predictedBy(name: string, given: Operand, wanted?: number): Predicted {
  const x = asTensor(given, "int32");
  if (x.ndim === 1) {
    const classes = wanted ?? (x.dtype === "bool" ? 2 : null);
    return { predicted: classesFrom(name, "predictions of shape [N]", x, classes), classes };
  }
  if (x.ndim !== 2) {
    throw shapeError(
      name,
      `predictions must be scores [N, C] or classes [N]; got ${printShape(x.shape)}.`,
    );
  }
  const classes = x.shape[1]!;
  if (wanted !== undefined && wanted !== classes) {
    throw shapeError(
      name,
      `scores must have as many columns as there are classes, ${wanted}; got ${printShape(x.shape)}.`,
    );
  }
  return { predicted: x.argmax(1), classes };
}
