import { type DType, isFloating, Node, shapeError } from "@chainrule/graph";
import { cast, scalar } from "../operand.ts";
import { add, div, equal, mul, where } from "./elementwise.ts";
import { reshape } from "./movement.ts";

function iota(length: number, dtype: DType): Node {
  return Node.apply("iota", [], { length, dtype });
}

export function eyeNode(rows: number, columns: number, dtype: DType): Node {
  return cast(equal(reshape(iota(rows, "int32"), [rows, 1]), iota(columns, "int32")), dtype);
}

/** `start + i · step`; computed in float64 where a float32 would lose the last digits. */
export function arangeNode(start: number, end: number, step: number, dtype: DType): Node {
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!(length < 2 ** 31)) {
    throw shapeError(
      "arange",
      `the step must lead from start to end, in less than 2³¹ steps; got ${start}, ${end} and step ${step}.`,
    );
  }
  if (start === 0 && step === 1)
    return cast(iota(length, dtype === "bool" ? "int32" : dtype), dtype);
  const kind: DType =
    isFloating(dtype) || !Number.isInteger(start) || !Number.isInteger(step) ? "float64" : "int32";
  const steps =
    step === 1 ? iota(length, kind) : mul(iota(length, kind), scalar(step, kind, "arange"));
  return cast(start === 0 ? steps : add(steps, scalar(start, kind, "arange")), dtype);
}

/** `start + i · (end − start) / (length − 1)`, and `end` itself at the end; computed in float64. Throws where an end does not fit the dtype. */
export function linspaceNode(start: number, end: number, length: number, dtype: DType): Node {
  const number = (value: number): Node => scalar(value, "float64", "linspace");
  // What lies between fits where the ends do.
  for (const one of [start, end].slice(0, length)) scalar(one, dtype, "linspace");
  const at = iota(length, "float64");
  const last = number(Math.max(1, length - 1));
  const along = add(div(mul(at, number(end - start)), last), number(start));
  return cast(where(equal(at, last), number(end), along), dtype);
}
