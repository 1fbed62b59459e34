import { type Shape, sizeOf, type Step } from "@chainrule/graph";
import { type Affine, counterOf } from "./affine.ts";
import type { Lowering } from "./lowering.ts";
import { nestOver } from "./nest-over.ts";
import type { Buffer, Loop, Reduction } from "./plan.ts";
import { overwrite } from "./stores.ts";
import { orderedStrides } from "./strides.ts";

/** Writes a reduction; one of many elements to few in two kernels, so that threads can share the first. */
export function writeReduction(
  to: Lowering,
  value: number,
  step: Step,
  reduction: Reduction,
  axes: readonly number[],
): void {
  const source = step.inputs[0]!;
  const shape = to.shape(source);
  const cut = reduction.startsWith("arg") ? null : cutOf(shape, axes);
  const { nest, axisOf, result } = nestOver(
    to,
    shape,
    (inside, indices) => ({ number: inside.evaluate(source, indices), indices }),
    cut === null ? undefined : new Map([[cut.axis, [cut.parts, shape[cut.axis]! / cut.parts]]]),
  );
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = to
    .orderOf(nest, axisOf, shape)
    .filter((axis) => kept.includes(axis))
    .map((axis) => kept.indexOf(axis));
  const buffer = to.place(value, step, order);
  const indices = kept.map((axis) => result.indices[axis]!);
  const reduced = axisOf.map((axis) => axes.includes(axis));
  if (cut === null) {
    to.emit(
      step,
      nest,
      [{ ...to.store(nest, buffer, result.number, indices), reduction }],
      reduced,
    );
    return;
  }
  // Each part reduces to a partial result of its own, and these to the result: threads share the parts.
  const d = axisOf.indexOf(cut.axis);
  const partial = to.temporary(
    step.type.dtype,
    [cut.parts, ...step.type.shape],
    [sizeOf(step.type.shape), ...orderedStrides(step.type.shape, order)],
  );
  const places = [counterOf(d, nest.sizes.length), ...indices];
  const store = { ...to.store(nest, partial, result.number, places), reduction };
  to.emit(step, nest, [store], reduced.with(d, false));
  const name = step.debug.operation || step.primitive;
  to.kernels.push(combination(name, partial, buffer, reduction));
}

/** The nest that reduces partial results, along their first axis, to the result. */
function combination(name: string, partial: Buffer, into: Buffer, reduction: Reduction): Loop {
  const at = (strides: readonly number[]): Affine => ({ offset: 0, strides, dynamic: [] });
  const from = { buffer: partial.id, at: at(partial.strides) };
  const access = { buffer: into.id, at: at([0, ...into.strides]) };
  return {
    kind: "loop",
    name,
    sizes: partial.shape,
    reduced: partial.shape.map((_, axis) => axis === 0),
    body: [{ op: "load", access: from, dtype: partial.dtype }],
    stores: [{ ...overwrite, value: 0, access, dtype: into.dtype, reduction }],
  };
}

/** A reduction of at least this many elements to few is made in parts. */
const leastCut = 65_536;

/** The axis to cut, and into how many parts, where a reduction leaves too little for threads to share; by shape only, so that results do not depend on their number. */
function cutOf(shape: Shape, axes: readonly number[]): { axis: number; parts: number } | null {
  const size = sizeOf(shape);
  const left = sizeOf(shape.filter((_, axis) => !axes.includes(axis)));
  // Rows lie one after the other, and are shared as they are; sums down columns are cheaper to share in parts.
  const enough = axes.includes(shape.length - 1) ? 64 : 1024;
  if (size < leastCut || left >= enough) return null;
  for (const axis of axes) {
    for (let parts = 16; parts > 1; parts--) {
      if (shape[axis]! % parts === 0) return { axis, parts };
    }
  }
  return null;
}
