import { checkKind, kindOf } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>>;

/** Throws unless `values`, which errors call `what`, are at least so many tensors by name, such as `example`; one of them is called `one`. */
export function checkNamed(
  values: unknown,
  one: string,
  what: string,
  example: string,
  least = 0,
): asserts values is Named {
  const named = Object(values) === values && !(values instanceof Tensor || Array.isArray(values));
  if (!named || Object.keys(values as object).length < least) {
    throw new TypeError(
      `toJavaScript: ${what} must be tensors by name, as ${example}; got ${kindOf(values)}.`,
    );
  }
  for (const [name, value] of Object.entries(values as object)) {
    checkKind("toJavaScript", `${one} ${name}`, value, Tensor, "a tensor");
  }
}
