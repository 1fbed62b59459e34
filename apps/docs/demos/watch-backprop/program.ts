import { fromData, operation, type Tensor, tensor } from "@chainrule/tensor";
import type { Operation } from "./operations.ts";

/** A number, vector or matrix that a program starts from, and that a reader may change. */
export interface Given {
  readonly name: string;
  readonly shape: readonly number[];
  /** In the order of rows. */
  readonly elements: readonly number[];
  /** For class labels: whole numbers below this one. They have no gradient. */
  readonly classes?: number;
}

/** One operation, applied to what is given and to earlier steps, by name. */
export interface Step {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly string[];
}

/** A computation, cut into its operations. The last step is the result, a scalar. */
export interface Program {
  readonly given: readonly Given[];
  readonly steps: readonly Step[];
}

/** What a reader put in place of elements, by name. */
export type Edits = Readonly<Record<string, readonly number[]>>;

/** What is given, from nested arrays. */
export function given(name: string, value: number | number[] | number[][]): Given {
  return { name, shape: tensor(value).shape, elements: [value].flat(2) };
}

/** Class labels below `classes`. */
export function labels(name: string, value: readonly number[], classes: number): Given {
  return { name, shape: [value.length], elements: value, classes };
}

export function step(name: string, applied: Operation, ...inputs: string[]): Step {
  return { name, operation: applied, inputs };
}

/** What a step does, as one would write it. */
export function formulaOf(one: Step): string {
  return one.operation.write(...one.inputs);
}

/** Applies a step. To the library it is one operation, called by its formula: so it is one node of a drawing. */
export function applyStep(one: Step, inputs: readonly Tensor[]): Tensor {
  return operation(formulaOf(one), () => one.operation.apply(...inputs));
}

/** The elements that a program starts from, after edits. */
export function elementsOf({ name, elements }: Given, edits: Edits): readonly number[] {
  return Object.hasOwn(edits, name) ? edits[name]! : elements;
}

function startOf(start: Given, edits: Edits): Tensor {
  const elements = elementsOf(start, edits);
  return start.classes === undefined
    ? fromData(Float64Array.from(elements), start.shape, "float64")
    : fromData(Int32Array.from(elements), start.shape, "int32");
}

/** The name of the last step. */
export function resultOf({ steps }: Program): string {
  return steps.at(-1)!.name;
}

/** The names of everything that has a gradient, in the order of computation. */
export function differentiable({ given: starts, steps }: Program): string[] {
  const floating = starts.filter(({ classes }) => classes === undefined);
  return [...floating, ...steps].map(({ name }) => name);
}

/**
 * Every value of a program by name, in float64. A nudge is added to the value of its name before anything uses it: the result's derivative for a nudge
 * is its derivative for that value.
 */
export function evaluate(
  program: Program,
  edits: Edits,
  nudges: ReadonlyMap<string, Tensor> = new Map(),
): Map<string, Tensor> {
  const values = new Map<string, Tensor>();
  const put = (name: string, value: Tensor): void => {
    const nudge = nudges.get(name);
    values.set(name, nudge === undefined ? value : value.add(nudge));
  };
  for (const start of program.given) put(start.name, startOf(start, edits));
  for (const one of program.steps) {
    const inputs = one.inputs.map((name) => values.get(name)!);
    put(one.name, applyStep(one, inputs));
  }
  return values;
}
