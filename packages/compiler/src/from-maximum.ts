import {
  type Attributes,
  type Graph,
  sameShape,
  type Shape,
  sizeOf,
  type Step,
} from "@chainrule/graph";
import { stepOf, typeOf } from "./value.ts";

/** Whether a value is `x − max x`, the maximum along some axes, and so at most 0: as the exponents of a softmax are. */
export function fromMaximum(graph: Graph, value: number): boolean {
  const step = (of: number): Step | undefined => stepOf(graph, of);
  const shape = (of: number): Shape => typeOf(graph, of).shape;
  const difference = step(value);
  if (difference?.primitive !== "sub") return false;
  const [x, subtracted] = difference.inputs as [number, number];
  const kept = step(subtracted);
  const maximum = kept?.primitive === "reshape" ? step(kept.inputs[0]!) : kept;
  if (maximum?.primitive !== "max" || maximum.inputs[0] !== x) return false;
  const { axes } = maximum.attributes as Attributes<"max">;
  const along = shape(x).map((length, axis) => (axes.includes(axis) ? 1 : length));
  return sizeOf(shape(subtracted)) === 1 || sameShape(shape(subtracted), along);
}
