import type { Step } from "@chainrule/graph";
import { constantOf, shift } from "./affine.ts";
import type { Padding, View } from "./contract.ts";
import type { Lowering } from "./lowering.ts";
import { nestOver } from "./nest-over.ts";
import type { Buffer } from "./plan.ts";
import { orderedStrides } from "./strides.ts";

/** An operand in the wanted order: as `view` shows it where that has the innermost axis without gaps, else a copy. `view` is `null` where the operand must be copied. */
export function arranged(
  to: Lowering,
  step: Step,
  value: number,
  padding: Padding,
  view: View | null,
): View {
  if (view?.buffer.strides[padding.order.at(-1)!] === 1) return view;
  return { buffer: arrange(to, step, value, padding), at: constantOf(0, 0) };
}

/** Copies an operand into the wanted order, with zeros around its elements. */
function arrange(to: Lowering, step: Step, value: number, padded: Padding): Buffer {
  const shape = to.shape(value);
  const key = `${value} ${padded.order.join()} ${padded.shape.join()} ${padded.lows.join()}`;
  const known = to.copies.get(key);
  if (known !== undefined) return known;
  const strides = orderedStrides(padded.shape, padded.order);
  const buffer = to.temporary(to.dtype(value), padded.shape, strides);
  to.copies.set(key, buffer);
  if (!padded.nothing) to.fill(buffer, step);
  // The part of the source that is not cropped away.
  const firsts = padded.lows.map((low) => Math.max(0, -low));
  const counts = shape.map((length, axis) => {
    const end = Math.min(length, padded.shape[axis]! - padded.lows[axis]!);
    return Math.max(0, end - firsts[axis]!);
  });
  const { nest, result } = nestOver(to, counts, (inside, indices) => {
    const from = indices.map((index, axis) => shift(index, firsts[axis]!));
    const target = from.map((index, axis) => shift(index, padded.lows[axis]!));
    return { number: inside.evaluate(value, from), indices: target };
  });
  to.emit(step, nest, [to.store(nest, buffer, result.number, result.indices)], [], "arrange");
  return buffer;
}
