import {
  type Attributes,
  infer,
  type Inputs,
  type Primitive,
  printType,
  type Type,
} from "../../src/index.ts";

/** `float32[2, 3]` and the like as a type. */
function type(text: string): Type {
  const [, dtype, lengths] = /^(\w+)\[(.*)\]$/.exec(text)!;
  return {
    dtype: dtype as Type["dtype"],
    shape: lengths === "" ? [] : lengths!.split(", ").map(Number),
  };
}

/** What the rule of `primitive` says of inputs of these types: the result's type, or the name and sentence of the error. */
export function says<P extends Primitive>(
  primitive: P,
  inputs: readonly string[],
  ...[attributes]: Record<never, never> extends Attributes<P> ? [] : [Attributes<P>]
): string {
  try {
    const types = inputs.map(type) as readonly Type[] as Inputs<P, Type>;
    return printType(infer(primitive, types, (attributes ?? {}) as Attributes<P>));
  } catch (error) {
    return String(error);
  }
}
