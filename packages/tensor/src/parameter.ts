import {
  type DType,
  type Node,
  printShape,
  sameShape,
  type Shape,
  shapeError,
  dtypeError,
  Variable,
} from "@chainrule/graph";
import type { Nested } from "./nested.ts";
import { asNode } from "./operand.ts";
import { assign, evaluate, parameterNode, stateNode } from "./run.ts";
import { type Operand, Tensor } from "./tensor.ts";

export interface VariableOptions {
  /** What errors call it. */
  readonly name?: string;
}

/** A tensor whose value can be replaced. */
abstract class Assignable<out S extends Shape, out D extends DType> extends Tensor<S, D> {
  /** @internal */
  protected readonly variable: Variable;

  constructor(value: Tensor<S, D> | Nested, kind: string, options: VariableOptions) {
    const node = asNode(value);
    super(null, node.shape as S, node.dtype as D);
    const name = options.name ?? kind;
    this.variable = new Variable(node.shape, node.dtype, name, evaluate(node));
  }

  get name(): string {
    return this.variable.name;
  }

  set name(name: string) {
    this.variable.name = name;
  }

  /** Replaces the value by what `value` says, in the next run. */
  assign(value: Operand): void {
    const node: Node = asNode(value, this.dtype);
    if (!sameShape(node.shape, this.shape)) {
      throw shapeError(
        "assign",
        `${this.name} must keep its shape; got ${printShape(node.shape)} for ${printShape(this.shape)}.`,
      );
    }
    if (node.dtype !== this.dtype) {
      throw dtypeError(
        "assign",
        `${this.name} must keep its dtype; got ${node.dtype} for ${this.dtype}.`,
      );
    }
    assign(this.variable, node);
  }
}

export class Parameter<out S extends Shape = Shape, out D extends DType = DType> extends Assignable<
  S,
  D
> {
  /** Whether `model.parameters()` hands it to optimizers. */
  trainable = true;

  constructor(value: Tensor<S, D> | Nested, options: VariableOptions = {}) {
    super(value, "a parameter", options);
  }

  override get node(): Node {
    return parameterNode(this.variable);
  }
}

export class State<out S extends Shape = Shape, out D extends DType = DType> extends Assignable<
  S,
  D
> {
  constructor(value: Tensor<S, D> | Nested, options: VariableOptions = {}) {
    super(value, "a state", options);
  }

  override get node(): Node {
    return stateNode(this.variable);
  }
}
