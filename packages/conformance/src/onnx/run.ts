import type { Tensor } from "@chainrule/tensor";
import { Call, type Operators } from "./call.ts";
import { elementwise } from "./elementwise.ts";
import { Excluded, type OnnxModel } from "./model.ts";
import { movement } from "./movement.ts";
import { network } from "./network.ts";
import { reduce } from "./reduce.ts";
import { training } from "./training.ts";

/** Every operator that corresponds to something the library has, as a user writes it. */
const operators: Operators = {
  ...elementwise,
  ...reduce,
  ...movement,
  ...network,
  ...training,
};

/** Throws `Excluded` where a model has an operator that has no counterpart. */
export function checkOperators(model: OnnxModel): void {
  for (const { operator } of model.nodes) {
    if (!Object.hasOwn(operators, operator)) throw new Excluded(operator);
  }
}

/** What a model gives for `inputs`. */
export function run(model: OnnxModel, inputs: readonly (Tensor | undefined)[]): Tensor[] {
  const values = new Map<string, Tensor>(model.initializers);
  const free = model.inputs.filter((name) => !model.initializers.has(name));
  free.forEach((name, i) => {
    const given = inputs[i];
    if (given !== undefined) values.set(name, given);
  });
  for (const node of model.nodes) {
    const given = node.inputs.map((name) => values.get(name));
    const result = operators[node.operator]!(new Call(node, given, model.opset));
    const list = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    node.outputs.forEach((name, i) => {
      if (name !== "" && list[i] !== undefined) values.set(name, list[i]);
    });
  }
  return model.outputs.map((name) => values.get(name)!);
}
