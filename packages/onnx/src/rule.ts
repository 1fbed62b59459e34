import type { Attributes, Debug, Primitive, Type } from "@chainrule/graph";
import type { Length, Lengths } from "./length.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** A value of the program, in the model. */
export interface Value {
  readonly name: string;
  readonly type: Lengths<Type>;
  /** Its elements, where slices start at them and they are known without a run. */
  readonly elements: readonly Length[] | null;
}

/** A step that is to be written. */
export interface Applied<P extends Primitive> {
  readonly graph: OnnxGraph;
  readonly inputs: readonly Value[];
  readonly attributes: Lengths<Attributes<P>>;
  /** The type of the result. */
  readonly type: Lengths<Type>;
}

/** Writes a primitive as operators of ONNX, and gives the name of the result. */
export type Rule<P extends Primitive> = (step: Applied<P>) => string;

/** One rule for each primitive of a family. */
export type Rules<Family extends Primitive> = { readonly [P in Family]: Rule<P> };

/** What is thrown where ONNX cannot say `what`, which comes from `debug`; `hint` is what to do. */
export function noCounterpart(what: string, { operation, module }: Debug, hint = ""): Error {
  const place = [operation, module].filter(Boolean).join(" of ");
  return new Error(
    `toOnnx: ONNX has no counterpart of ${what}${place && `, in ${place}`}${hint && `: ${hint}`}.`,
  );
}
