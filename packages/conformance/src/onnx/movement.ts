import {
  arange,
  concatenate,
  full,
  type Index,
  oneHot,
  ones,
  split,
  tensor,
  type Tensor,
  where,
  zeros,
} from "@chainrule/tensor";
import type { Call, Operators } from "./call.ts";
import { dtypeOf, Excluded } from "./model.ts";

function pads(list: readonly number[]): [number, number][] {
  const rank = list.length / 2;
  return Array.from({ length: rank }, (_, axis) => [list[axis]!, list[axis + rank]!]);
}

function slice(call: Call): Tensor {
  const x = call.x();
  const starts = call.integers(1, "starts")!;
  const ends = call.integers(2, "ends")!;
  const axes = call.integers(3, "axes") ?? starts.map((_, i) => i);
  const steps = call.integers(4, "steps") ?? starts.map(() => 1);
  const ranges: Index[] = x.shape.map(() => ":");
  axes.forEach((axis, i) => {
    const length = x.shape.at(axis)!;
    // An end far before the start of a range that goes backwards takes the first element, too.
    const end = steps[i]! < 0 && ends[i]! < -length ? null : ends[i]!;
    ranges[axis < 0 ? axis + x.ndim : axis] = [starts[i]!, end, steps[i]!];
  });
  return x.at(...ranges);
}

/** `x` as rows, and the number of the row that each index tuple names. */
function rowsOf(x: Tensor, indices: Tensor): { rows: Tensor; places: Tensor } {
  const depth = indices.shape.at(-1)!;
  const lengths = x.shape.slice(0, depth);
  const strides = lengths.map((_, i) => lengths.slice(i + 1).reduce((a, b) => a * b, 1));
  const count = lengths.reduce((a, b) => a * b, 1);
  const flat = indices.reshape([-1, depth]);
  return { rows: x.reshape([count, -1]), places: flat.mul(strides).sum(1) };
}

export const movement: Operators = {
  Concat: (call) => concatenate(call.all, call.number("axis", 1)),
  Constant: (call) => {
    const value = call.tensor("value");
    if (value !== undefined) return value;
    if (call.has("value_float")) return tensor(call.number("value_float", 0));
    if (call.has("value_int")) return tensor(call.number("value_int", 0), { dtype: "int32" });
    const integers = call.list("value_ints");
    if (integers !== undefined) return tensor(integers, { dtype: "int32" });
    const floats = call.list("value_floats");
    if (floats !== undefined) return tensor(floats);
    throw new Excluded("Constant of strings");
  },
  ConstantOfShape: (call) => {
    const value = call.tensor("value");
    return full([...call.x().data()], value?.data()[0] ?? 0, { dtype: value?.dtype ?? "float32" });
  },
  Expand: (call) => {
    const [x, shape] = [call.x(), [...call.x(1).data()]];
    return where(ones(shape, { dtype: "bool" }), x, x);
  },
  EyeLike: (call) => {
    const x = call.x();
    const dtype = call.has("dtype") ? dtypeOf(call.number("dtype", 1)) : x.dtype;
    const k = call.number("k", 0);
    return ones(x.shape, { dtype }).triu(k).tril(k);
  },
  Flatten: (call) => {
    const x = call.x();
    const axis = call.number("axis", 1);
    const from = axis < 0 ? axis + x.ndim : axis;
    const rows = x.shape.slice(0, from).reduce((product, length) => product * length, 1);
    return x.reshape([rows, -1]);
  },
  Gather: (call) => call.x().take(call.x(1), call.number("axis", 0)),
  GatherElements: (call) => call.x().gather(call.x(1), call.number("axis", 0)),
  GatherND: (call) => {
    const [x, indices] = [call.x(0), call.x(1)];
    const batch = call.number("batch_dims", 0);
    const depth = indices.shape.at(-1)!;
    const parts = split(indices, depth, -1).map((part) => part.squeeze(-1));
    const places = Array.from({ length: batch }, (_, axis) =>
      arange(x.shape[axis]!, { dtype: "int32" }).reshape(
        indices.shape.slice(0, -1).map((_length, a) => (a === axis ? -1 : 1)),
      ),
    );
    return x.at(...places, ...parts);
  },
  OneHot: (call) => {
    const [indices, depth, values] = [call.x(0), call.x(1), call.x(2)];
    const hot = oneHot(indices, depth.data()[0]!, "bool");
    const axis = call.number("axis", -1);
    const order = [...indices.shape.keys()];
    order.splice(axis < 0 ? axis + hot.ndim : axis, 0, hot.ndim - 1);
    return hot.permute(order).where(values.at(1), values.at(0));
  },
  Pad: (call) => {
    const widths = pads(call.integers(1, call.has("pads") ? "pads" : "paddings")!);
    const value = call.maybe(2)?.data()[0] ?? call.number("value", 0);
    const mode = call.text("mode", "constant");
    return call.x().pad(widths, { value, mode: mode as "constant" });
  },
  Range: (call) => {
    const [start, end, step] = call.all.map((x) => x.data()[0]!);
    return arange(start!, end, step, { dtype: call.x().dtype });
  },
  Reshape: (call) => {
    const shape = call.integers(1, "shape")!;
    const keeps = call.number("allowzero", 0) === 0;
    return call.x().reshape(shape.map((n, axis) => (n === 0 && keeps ? call.x().shape[axis]! : n)));
  },
  Scatter: (call) => call.x().scatter(call.x(1), call.x(2), call.number("axis", 0)),
  ScatterElements: (call) => {
    const [x, indices, updates, axis] = [call.x(0), call.x(1), call.x(2), call.number("axis", 0)];
    const reduction = call.text("reduction", "none");
    if (reduction === "none") return x.scatter(indices, updates, axis);
    if (reduction !== "add") throw new Excluded(`scattering with ${reduction}`);
    return x.scatterAdd(indices, updates, axis);
  },
  ScatterND: (call) => {
    const [x, indices, updates] = [call.x(0), call.x(1), call.x(2)];
    const reduction = call.text("reduction", "none");
    if (reduction !== "none" && reduction !== "add")
      throw new Excluded(`scattering with ${reduction}`);
    const { rows, places } = rowsOf(x, indices);
    const spread = places.unsqueeze(1).expand([places.size, rows.shape[1]!]);
    const put = updates.reshape(spread.shape);
    const done =
      reduction === "add" ? rows.scatterAdd(spread, put, 0) : rows.scatter(spread, put, 0);
    return done.reshape(x.shape);
  },
  Shape: (call) => {
    const { shape } = call.x();
    const [start, end] = [call.number("start", 0), call.number("end", shape.length)];
    return tensor(shape.slice(start, end), { dtype: "int32" });
  },
  Slice: slice,
  Split: (call) => {
    const axis = call.number("axis", 0);
    return split(call.x(), call.integers(1, "split") ?? call.outputs, axis);
  },
  Squeeze: (call) => call.x().squeeze(call.integers(1, "axes")),
  Tile: (call) => call.x().tile([...call.x(1).data()]),
  Transpose: (call) => call.x().transpose(call.list("perm")),
  Trilu: (call) => {
    const k = call.maybe(1)?.data()[0] ?? 0;
    return call.number("upper", 1) === 1 ? call.x().triu(k) : call.x().tril(k);
  },
  Unsqueeze: (call) => {
    const axes = call.integers(1, "axes")!;
    const rank = call.x().ndim + axes.length;
    const sorted = axes.map((axis) => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b);
    return sorted.reduce((x: Tensor, axis) => x.unsqueeze(axis), call.x());
  },
  Compress: (call) => {
    const [x, condition] = [call.x(0), call.x(1)];
    const along = call.has("axis") ? x : x.reshape([-1]);
    const axis = call.number("axis", 0);
    const length = along.shape.at(axis)!;
    const mask = condition.pad([[0, length - condition.size]]);
    const before = Array.from({ length: axis < 0 ? axis + along.ndim : axis }, () => ":" as const);
    return along.at(...before, mask);
  },
  DepthToSpace: (call) => {
    const x = call.x();
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const size = call.number("blocksize", 1);
    const depth = c / size ** 2;
    const y =
      call.text("mode", "DCR") === "DCR"
        ? x.reshape([n, size, size, depth, h, w]).permute([0, 3, 4, 1, 5, 2])
        : x.reshape([n, depth, size, size, h, w]).permute([0, 1, 4, 2, 5, 3]);
    return y.reshape([n, depth, h * size, w * size]);
  },
  SpaceToDepth: (call) => {
    const x = call.x();
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const size = call.number("blocksize", 1);
    return x
      .reshape([n, c, h / size, size, w / size, size])
      .permute([0, 3, 5, 1, 2, 4])
      .reshape([n, c * size ** 2, h / size, w / size]);
  },
  Upsample: (call) => {
    const scales = call.maybe(1)?.data() ?? call.list("scales")!;
    if (call.text("mode", "nearest") !== "nearest") throw new Excluded("interpolation");
    return [...scales].reduce((x: Tensor, scale, axis) => x.repeat(scale, axis), call.x());
  },
  ReverseSequence: (call) => {
    const [x, lengths] = [call.x(0), call.x(1)];
    const [time, batch] = [call.number("time_axis", 0), call.number("batch_axis", 1)];
    const shaped = (axis: number, y: Tensor): Tensor =>
      y.reshape(x.shape.map((_, a) => (a === axis ? -1 : 1)));
    const at = shaped(time, arange(x.shape[time]!, { dtype: "int32" }));
    const length = shaped(batch, lengths);
    const from = at.less(length).where(length.sub(1).sub(at), at);
    return x.gather(from.add(zeros(x.shape, { dtype: "int32" })), time);
  },
};
