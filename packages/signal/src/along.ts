import { sizeOf } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import type { Complex } from "./complex.ts";
import type { Numbers } from "./numbers.ts";
import type { Taken } from "./options.ts";
import { both, cut, each } from "./parts.ts";
import type { Direction } from "./roots.ts";
import { transform } from "./transform.ts";

/** The first `outputs` elements of a transform along an axis, of its first `inputs` elements at most. */
export function transformAlong(
  x: Numbers,
  { axis, length, scale }: Taken,
  direction: Direction,
  outputs: number = length,
  inputs: number = length,
): Complex {
  const { shape } = x.real;
  const used = Math.min(inputs, shape[axis]!);
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const given = each(x, (part) =>
    cut(part, axis, used).reshape([sizeOf(before), used, sizeOf(after)]),
  );
  const found = transform(given, { length, outputs, direction, scale });
  return both(found, (part) => part.reshape([...before, outputs, ...after]) as Tensor);
}
