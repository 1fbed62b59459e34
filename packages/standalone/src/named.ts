import { checkKind, kindOf } from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>>;

/** Throws unless `values`, which errors call `what`, are tensors by name, such as `example`; one of them is called `one`. */
export function checkNamed(
  values: unknown,
  one: string,
  what: string,
  example: string,
): asserts values is Named {
  if (Object(values) !== values || values instanceof Tensor || Array.isArray(values)) {
    throw new TypeError(
      `toJavaScript: ${what} must be tensors by name, as ${example}; got ${kindOf(values)}.`,
    );
  }
  for (const [name, value] of Object.entries(values as object)) {
    checkKind("toJavaScript", `${one} ${name}`, value, Tensor, "a tensor");
  }
}
