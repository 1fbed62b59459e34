import { type Movement, type Shape, span } from "@chainrule/graph";
import { concatenate, constant, fromData, primitive, type Tensor, where } from "@chainrule/tensor";
import { inverse } from "../permutation.ts";
import {
  aligned,
  type Batched,
  behind,
  type BatchingRules,
  everywhere,
  exampleShape,
  toFront,
} from "./rule.ts";

const int = (value: number): Tensor => constant(value, "int32");

/** Starts of one example behind a start of 0 for the axis of examples. */
function startsBehind(starts: Tensor): Tensor {
  return concatenate([fromData(Int32Array.of(0), [1]), starts]);
}

/** `0, 1, …, length − 1`, as int32. */
function range(length: number): Tensor {
  return primitive("iota", [], { length, dtype: "int32" });
}

/**
 * The indices along an axis that a slice of `size` reads whose starts differ from example to example: `[batch, size]`. As in a slice, starts are moved to where it fits into
 * `length`.
 */
function indicesFrom(
  starts: Tensor,
  axis: number,
  size: number,
  step: number,
  length: number,
): Tensor {
  const column = primitive("slice", [starts, fromData(Int32Array.of(0, axis), [2])], {
    sizes: [starts.shape[0]!, 1],
    steps: [1, 1],
  });
  const fitting = column.minimum(int(length - span(size, step))).maximum(int(0));
  return fitting.add(range(size).mul(int(step)));
}

/** Indices of an axis of `length` in one row for each example, as indices into all of them one after the other. Those outside stay outside. */
function apart(indices: Tensor, length: number): Tensor {
  const [batch, count] = indices.shape as [number, number];
  const inside = int(0)
    .lessEqual(indices)
    .and(indices.less(int(length)));
  const first = range(batch).mul(int(length)).reshape([batch, 1]);
  return where(inside, indices.add(first), int(-1)).reshape([batch * count]);
}

/** Axes in an order in which that of examples comes first, then `axis` of one of them. */
function ahead(rank: number, axis: number): number[] {
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis + 1);
  return order.toSpliced(1, 0, axis + 1);
}

/** Examples and an `axis` of one of them as one first axis. */
function joined(x: Tensor, axis: number): Tensor {
  const both = x.permute(ahead(x.ndim, axis));
  const [batch, length, ...rest] = both.shape as readonly number[] as [number, number, ...number[]];
  return both.reshape([batch * length, ...rest]);
}

/** What `joined` made one, apart again. */
function separated(x: Tensor, batch: number, axis: number): Tensor {
  const [rows, ...rest] = x.shape as [number, ...number[]];
  const both = x.reshape([batch, rows / batch, ...rest]);
  return both.permute(inverse(ahead(both.ndim, axis)));
}

function take([x, indices]: readonly [Batched, Batched], axis: number, batch: number): Tensor {
  if (!indices.isMapped) {
    return primitive("take", [x.tensor, indices.tensor], { axis: axis + 1 });
  }
  if (!x.isMapped) {
    const all = primitive("take", [x.tensor, indices.tensor.flatten()], { axis });
    const shape = all.shape.toSpliced(axis, 1, batch, indices.tensor.shape[1]!);
    return toFront(all.reshape(shape), axis);
  }
  const places = apart(indices.tensor, x.tensor.shape[axis + 1]!);
  const all = primitive("take", [joined(x.tensor, axis), places], { axis: 0 });
  return separated(all, batch, axis);
}

function scatterAdd(
  [updates, indices]: readonly [Batched, Batched],
  axis: number,
  length: number,
  batch: number,
): Tensor {
  const all = everywhere(updates, batch);
  if (!indices.isMapped) {
    return primitive("scatterAdd", [all, indices.tensor], { axis: axis + 1, length });
  }
  const places = apart(indices.tensor, length);
  const sums = primitive("scatterAdd", [joined(all, axis), places], {
    axis: 0,
    length: batch * length,
  });
  return separated(sums, batch, axis);
}

/** A slice with starts that differ from example to example takes elements axis by axis. */
function slices(x: Batched, starts: Tensor, sizes: Shape, steps: readonly number[]): Tensor {
  const batch = starts.shape[0]!;
  const shape = exampleShape(x);
  let value = x;
  sizes.forEach((size, axis) => {
    const indices = indicesFrom(starts, axis, size, steps[axis]!, shape[axis]!);
    const tensor = take([value, { tensor: indices, isMapped: true }], axis, batch);
    value = { tensor, isMapped: true };
  });
  return everywhere(value, batch);
}

/** The transpose of `slices`. */
function pads(x: Batched, starts: Tensor, shape: Shape, steps: readonly number[]): Tensor {
  const batch = starts.shape[0]!;
  const isBool = x.tensor.dtype === "bool";
  let tensor = everywhere(x, batch);
  if (isBool) tensor = tensor.cast("uint8");
  shape.forEach((length, axis) => {
    const indices = indicesFrom(starts, axis, tensor.shape[axis + 1]!, steps[axis]!, length);
    const updates = { tensor, isMapped: true };
    tensor = scatterAdd([updates, { tensor: indices, isMapped: true }], axis, length, batch);
  });
  return isBool ? tensor.cast("bool") : tensor;
}

export const movement: BatchingRules<Movement> = {
  reshape: ([{ tensor }], { shape }, batch) => tensor.reshape([batch, ...shape]),
  permute: ([{ tensor }], { axes }) => tensor.permute([0, ...behind(axes)]),
  expand: ([x], { shape }, batch) => aligned(x, shape.length).expand([batch, ...shape]),
  flip: ([{ tensor }], { axes }) => primitive("flip", [tensor], { axes: behind(axes) }),
  slice: ([x, starts], { sizes, steps }, batch) => {
    if (starts.isMapped) return slices(x, starts.tensor, sizes, steps);
    return primitive("slice", [x.tensor, startsBehind(starts.tensor)], {
      sizes: [batch, ...sizes],
      steps: [1, ...steps],
    });
  },
  pad: ([x, starts], { shape, steps }, batch) => {
    if (starts.isMapped) return pads(x, starts.tensor, shape, steps);
    return primitive("pad", [x.tensor, startsBehind(starts.tensor)], {
      shape: [batch, ...shape],
      steps: [1, ...steps],
    });
  },
  windows: ([{ tensor }], { axes, ...slide }) =>
    primitive("windows", [tensor], { ...slide, axes: behind(axes) }),
  fold: ([{ tensor }], { axes, shape, ...slide }, batch) =>
    primitive("fold", [tensor], { ...slide, axes: behind(axes), shape: [batch, ...shape] }),
  concatenate: (inputs, { axis }, batch) =>
    primitive(
      "concatenate",
      inputs.map((input) => everywhere(input, batch)),
      { axis: axis + 1 },
    ),
  take: (inputs, { axis }, batch) => take(inputs, axis, batch),
  argsort: ([{ tensor }], { axis, ...order }) =>
    primitive("argsort", [tensor], { ...order, axis: axis + 1 }),
  scatterAdd: (inputs, { axis, length }, batch) => scatterAdd(inputs, axis, length, batch),
};
