import type { Tensor } from "@chainrule/tensor";
import { type Attribute, Excluded, type OnnxNode } from "./model.ts";

/** What an operator is given: the tensors and attributes of a node. */
export class Call {
  readonly opset: number;
  readonly outputs: number;
  readonly #inputs: readonly (Tensor | undefined)[];
  readonly #node: OnnxNode;

  constructor(node: OnnxNode, inputs: readonly (Tensor | undefined)[], opset: number) {
    this.#node = node;
    this.#inputs = inputs;
    this.opset = opset;
    this.outputs = node.outputs.filter((name) => name !== "").length;
  }

  /** Input `i`, which must be there. */
  x(i: number = 0): Tensor {
    const x = this.#inputs[i];
    if (x === undefined) throw new Error(`${this.#node.operator}: input ${i} is missing.`);
    return x;
  }

  /** Input `i`, if it is there. */
  maybe(i: number): Tensor | undefined {
    return this.#inputs[i];
  }

  get all(): Tensor[] {
    return this.#inputs.map((_, i) => this.x(i));
  }

  has(name: string): boolean {
    return this.#node.attributes.has(name);
  }

  #get<A extends Attribute>(name: string, is: (value: Attribute) => value is A): A | undefined {
    const value = this.#node.attributes.get(name);
    if (value === undefined) return undefined;
    if (!is(value)) throw new Error(`${this.#node.operator}: ${name} is not what it should be.`);
    return value;
  }

  number(name: string, usual: number): number {
    return this.#get(name, (value) => typeof value === "number") ?? usual;
  }

  text(name: string, usual: string): string {
    return this.#get(name, (value) => typeof value === "string") ?? usual;
  }

  list(name: string): number[] | undefined {
    const list = this.#get(name, (value): value is readonly number[] => Array.isArray(value));
    return list && [...list];
  }

  tensor(name: string): Tensor | undefined {
    return this.#get(
      name,
      (value): value is Tensor => typeof value === "object" && !Array.isArray(value),
    );
  }

  /** Integers that newer versions take as input `i` and older ones as an attribute. */
  integers(i: number, name: string): number[] | undefined {
    const given = this.maybe(i);
    return given === undefined ? this.list(name) : [...given.data()];
  }

  /** The only attribute values that the library has a word for. */
  require(name: string, usual: number, ...allowed: readonly number[]): number {
    const value = this.number(name, usual);
    if (!allowed.includes(value))
      throw new Excluded(`${this.#node.operator} with ${name} ${value}`);
    return value;
  }
}

/** An operator as a user of the library writes it. */
export type Operator = (call: Call) => Tensor | readonly Tensor[];

export type Operators = Readonly<Record<string, Operator>>;
