import { allocate, type Movement } from "@chainrule/graph";
import { add, fixed, type Length, scale } from "../length.ts";
import type { OnnxGraph } from "../onnx-graph.ts";
import type { Rules, Value } from "../rule.ts";
import { computedIn, computing, widened } from "./elementwise.ts";

/** `x` with its axes in another order. */
export function permuted(graph: OnnxGraph, x: string, axes: readonly number[]): string {
  return axes.every((axis, i) => axis === i) ? x : graph.node("Transpose", [x], { perm: axes });
}

/** Where each axis of `order` stands in it. */
export function inverse(order: readonly number[]): number[] {
  return Array.from(order, (_, axis) => order.indexOf(axis));
}

/** Where the positions of `count` windows of `size` lie on an axis. */
function placesOf(count: number, size: number, stride: number, dilation: number): number[] {
  return Array.from(
    { length: count * size },
    (_, k) => Math.floor(k / size) * stride + (k % size) * dilation,
  );
}

/** `x` with the order of elements along some axes turned round. */
export function flipped(graph: OnnxGraph, x: string, axes: readonly number[]): string {
  if (axes.length === 0) return x;
  const every = (value: number): string => graph.lengths(axes.map(() => value));
  // From the last element to the one before the first.
  return graph.node("Slice", [x, every(-1), every(-(2 ** 31)), graph.lengths(axes), every(-1)]);
}

/** `x` of `shape`, with `steps[axis] − 1` zeros after every element but the last. */
export function spread(
  graph: OnnxGraph,
  x: string,
  shape: readonly Length[],
  steps: readonly number[],
): { readonly name: string; readonly shape: readonly Length[] } {
  let name = x;
  const now = [...shape];
  steps.forEach((step, axis) => {
    const length = now[axis]!;
    if (step === 1 || length === 0) return;
    // An axis after this one takes the zeros, and then both are one.
    const apart = graph.node("Unsqueeze", [name, graph.lengths([axis + 1])]);
    const room = Array.from({ length: 2 * (now.length + 1) }, () => 0);
    room[now.length + 1 + axis + 1] = step - 1;
    const padded = graph.node("Pad", [apart, graph.lengths(room)]);
    now[axis] = scale(length, step);
    const joined = graph.node("Reshape", [padded, graph.lengths(now)], { allowzero: 1 });
    now[axis] = add(now[axis], 1 - step);
    name = graph.node("Slice", [
      joined,
      graph.lengths([0]),
      graph.lengths([now[axis]]),
      graph.lengths([axis]),
    ]);
  });
  return { name, shape: now };
}

/** `starts`, moved to where parts of `spans` fit into `shape`: lengths where they are known, or else the name of an int64 list. */
function clamped(
  graph: OnnxGraph,
  starts: Value,
  shape: readonly Length[],
  spans: readonly Length[],
): readonly Length[] | string {
  const room = shape.map((length, axis) => add(length, scale(spans[axis]!, -1)));
  const known = starts.elements;
  if (known !== null) {
    return known.map((start, axis) => {
      const most = room[axis]!;
      if (typeof start !== "number") return start;
      const least = Math.max(start, 0);
      return typeof most === "number" ? Math.min(least, most) : least;
    });
  }
  const wide = graph.cast(starts.name, "int64");
  return graph.node("Min", [graph.node("Max", [wide, graph.lengths([0])]), graph.lengths(room)]);
}

/** How long parts of `sizes` elements are that are `steps` apart. */
function spansOf(sizes: readonly Length[], steps: readonly number[]): Length[] {
  return sizes.map((size, axis) =>
    size === 0 ? 0 : add(scale(size, steps[axis]!), 1 - steps[axis]!),
  );
}

/** Of primitives with the same elements in other places. */
export const movement: Rules<Movement> = {
  reshape: ({ graph, inputs: [x], type }) =>
    graph.node("Reshape", [x!.name, graph.lengths(type.shape)], { allowzero: 1 }),
  permute: ({ graph, inputs: [x], attributes }) =>
    permuted(graph, x!.name, fixed("axes", attributes.axes)),
  expand: ({ graph, inputs: [x], type }) =>
    graph.node("Expand", [x!.name, graph.lengths(type.shape)]),
  flip: ({ graph, inputs: [x], attributes }) =>
    flipped(graph, x!.name, fixed("axes", attributes.axes)),
  slice: ({ graph, inputs: [x, starts], attributes: { sizes, steps: given } }) => {
    if (sizes.length === 0) return x!.name;
    const steps: readonly number[] = fixed("steps of slices", given);
    const spans = spansOf(sizes, steps);
    const from = clamped(graph, starts!, x!.type.shape, spans);
    const axes = graph.lengths([...sizes.keys()]);
    const [begin, end] =
      typeof from === "string"
        ? [from, graph.node("Add", [from, graph.lengths(spans)])]
        : [graph.lengths(from), graph.lengths(from.map((start, i) => add(start, spans[i]!)))];
    return graph.node("Slice", [x!.name, begin, end, axes, graph.lengths(steps)]);
  },
  pad: ({ graph, inputs: [x, starts], attributes: { shape, steps } }) => {
    if (shape.length === 0) return x!.name;
    const apart = spread(graph, x!.name, x!.type.shape, fixed("steps of padding", steps));
    const low = clamped(graph, starts!, shape, apart.shape);
    const rest = shape.map((length, axis) => add(length, scale(apart.shape[axis]!, -1)));
    if (typeof low !== "string") {
      const high = low.map((start, axis) => add(rest[axis]!, scale(start, -1)));
      return graph.node("Pad", [apart.name, graph.lengths([...low, ...high])]);
    }
    const high = graph.node("Sub", [graph.lengths(rest), low]);
    return graph.node("Pad", [apart.name, graph.node("Concat", [low, high], { axis: 0 })]);
  },
  windows: ({ graph, inputs: [x], attributes, type }) => {
    const { axes, sizes, strides, dilations } = fixed("windows", attributes);
    const rank = x!.type.shape.length;
    // Each axis becomes its windows and the positions in one, which go to the end.
    let name = x!.name;
    const order: number[] = [...x!.type.shape.keys()];
    axes.forEach((axis, i) => {
      const [count, size] = [fixed("windows", type.shape[axis]!), sizes[i]!];
      const places = placesOf(count, size, strides[i]!, dilations[i]!);
      const indices = BigInt64Array.from(places, BigInt);
      const place = order.indexOf(axis);
      name = graph.node(
        "Gather",
        [name, graph.initializer("windows", "int64", [count, size], indices)],
        { axis: place },
      );
      order.splice(place + 1, 0, rank + i);
    });
    return permuted(graph, name, inverse(order));
  },
  fold: (step) => {
    const { graph, inputs, attributes } = step;
    const { shape: whole, ...given } = attributes;
    const { axes, sizes, strides, dilations } = fixed("windows", given);
    const dtype = computedIn(inputs[0]!.type.dtype);
    return computing(step, (x) => {
      // Along each axis a product with a matrix that says where a position of a window lies.
      const now = [...inputs[0]!.type.shape];
      let name = x;
      for (let i = axes.length - 1; i >= 0; i--) {
        const [axis, size, last] = [axes[i]!, sizes[i]!, now.length - 1];
        const [count, length] = [fixed("windows", now[axis]!), fixed("windows", whole[axis]!)];
        const matrix = allocate(dtype, count * size * length);
        placesOf(count, size, strides[i]!, dilations[i]!).forEach((place, row) => {
          matrix[row * length + place] = 1;
        });
        // The positions are the last axis: the axis goes beside them, and both are one.
        const others = [...now.keys()].filter((a) => a !== axis && a !== last);
        const beside = permuted(graph, name, [...others, axis, last]);
        const flat = graph.lengths([...others.map((a) => now[a]!), count * size]);
        const rows = graph.node("Reshape", [beside, flat], { allowzero: 1 });
        const places = graph.initializer("windows", dtype, [count * size, length], matrix);
        name = permuted(graph, graph.node("MatMul", [rows, places]), inverse([...others, axis]));
        now.pop();
        now[axis] = length;
      }
      return name;
    });
  },
  concatenate: ({ graph, inputs, attributes }) =>
    graph.node(
      "Concat",
      inputs.map(({ name }) => name),
      { axis: fixed("axes", attributes.axis) },
    ),
  take: ({ graph, inputs: [x, indices], attributes }) =>
    graph.node("Gather", [x!.name, indices!.name], { axis: fixed("axes", attributes.axis) }),
  argsort: ({ graph, inputs: [x], attributes: { axis: given, count, descending } }) => {
    const axis = fixed("axes", given);
    const wide = widened(graph, x!);
    const largest = Number(descending);
    const [, positions] = graph.nodes("TopK", [wide, graph.lengths([count])], { axis, largest }, 2);
    return graph.cast(positions!, "int32");
  },
  scatterAdd: ({ graph, inputs: [updates, indices], attributes: { axis: given }, type }) => {
    const axis = fixed("axes", given);
    const { shape, dtype } = updates!.type;
    const column = shape.map((length, i) => (i === axis ? length : 1));
    const along = graph.node("Reshape", [indices!.name, graph.lengths(column)], { allowzero: 1 });
    const everywhere = graph.node("Expand", [along, graph.lengths(shape)]);
    const zero = graph.cast(graph.lengths([0]), dtype);
    const zeros = graph.node("Expand", [zero, graph.lengths(type.shape)]);
    return graph.node("ScatterElements", [zeros, everywhere, updates!.name], {
      axis,
      reduction: "add",
    });
  },
};
