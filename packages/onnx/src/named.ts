import { checkCopy, kindOf, printShape, shapeError } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>>;

/** Throws unless these are the examples of a model's inputs, and the names of those with a batch. */
export function checkInputs(inputs: Named, batched: readonly string[]): void {
  if (Object(inputs) !== inputs) {
    throw new TypeError(`toOnnx: inputs must be tensors by name; got ${kindOf(inputs)}.`);
  }
  for (const [name, input] of Object.entries(inputs)) {
    checkTensor(`input ${name}`, input);
    if (batched.includes(name) && input.ndim === 0) {
      throw shapeError("toOnnx", `the batched input ${name} needs an axis; got ${printShape([])}.`);
    }
  }
  const unknown = batched.find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) {
    throw new Error(
      `toOnnx: batched inputs must be among ${Object.keys(inputs).join(", ")}; got ${unknown}.`,
    );
  }
}

/** Throws unless a function has returned the model's results. */
export function checkResults(results: unknown): asserts results is Named {
  const named = typeof results === "object" && results !== null && !(results instanceof Tensor);
  if (!named || Object.keys(results).length === 0) {
    throw new TypeError(
      `toOnnx: the function must return tensors by name, as { scores: … }; got ${kindOf(results)}.`,
    );
  }
  for (const [name, result] of Object.entries(results)) checkTensor(`result ${name}`, result);
}

function checkTensor(what: string, value: unknown): void {
  if (value instanceof Tensor) return;
  checkCopy(value, () => Tensor);
  throw new TypeError(`toOnnx: ${what} must be a tensor; got ${kindOf(value)}.`);
}
