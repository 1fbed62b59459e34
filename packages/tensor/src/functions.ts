import { type Attributes, type DType, type Inputs, Node, type Primitive } from "@chainrule/graph";
import { asNode, constant as constantNode, type Input } from "./operand.ts";
import * as contract from "./ops/contract.ts";
import { einsum as einsumNode } from "./ops/einsum.ts";
import * as elementwise from "./ops/elementwise.ts";
import * as index from "./ops/index-select.ts";
import * as movement from "./ops/movement.ts";
import { type Operand, Tensor } from "./tensor.ts";

export function primitive<P extends Primitive>(
  name: P,
  inputs: readonly Tensor[],
  attributes: Attributes<P>,
): Tensor {
  const nodes = inputs.map(({ node }) => node);
  return Tensor.of(Node.apply(name, nodes as readonly Node[] as Inputs<P, Node>, attributes));
}

export function constant(value: number, dtype: DType = "float32"): Tensor {
  return Tensor.of(constantNode(value, dtype));
}

export function asTensor(operand: Operand, like?: DType): Tensor {
  return operand instanceof Tensor ? operand : Tensor.of(asNode(operand, like ?? null));
}

export function where(condition: Operand, a: Operand, b: Operand): Tensor {
  return Tensor.of(elementwise.where(condition as Input, a, b));
}

export function concatenate(tensors: readonly Operand[], axis?: number): Tensor {
  return Tensor.of(movement.concatenate(tensors, axis));
}

export function stack(tensors: readonly Operand[], axis?: number): Tensor {
  return Tensor.of(movement.stack(tensors, axis));
}

export function split(x: Operand, parts: number | readonly number[], axis?: number): Tensor[] {
  return movement.split(asNode(x), parts, axis).map((node) => Tensor.of(node));
}

export function matmul(a: Operand, b: Operand): Tensor {
  return Tensor.of(contract.matmul(a, b));
}

export function dot(a: Operand, b: Operand): Tensor {
  return Tensor.of(contract.dot(a, b));
}

export function convolve(x: Operand, kernel: Operand, options?: contract.ConvolveOptions): Tensor {
  return Tensor.of(contract.convolve(x, kernel, options));
}

export function oneHot(indices: Operand, length: number, dtype?: DType): Tensor {
  return Tensor.of(index.oneHot(indices, length, dtype));
}

export function einsum(equation: string, ...tensors: readonly Operand[]): Tensor {
  return Tensor.of(einsumNode(equation, tensors));
}
