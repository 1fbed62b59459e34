import { oneHot, type Tensor } from "@chainrule/tensor";
import type { Call, Operator, Operators } from "./call.ts";

type Reduction = (x: Tensor, axes: readonly number[] | undefined, keepDims: boolean) => Tensor;

function reduction(f: Reduction): Operator {
  return (call) => {
    const axes = call.integers(1, "axes");
    const none = axes === undefined || axes.length === 0;
    if (none && call.number("noop_with_empty_axes", 0) === 1) return call.x();
    return f(call.x(), none ? undefined : axes, call.number("keepdims", 1) === 1);
  };
}

function position(call: Call, find: (x: Tensor, axis: number) => Tensor): Tensor {
  const x = call.x();
  const axis = call.number("axis", 0);
  const last = call.number("select_last_index", 0) === 1;
  const found = last
    ? find(x.flip(axis), axis)
        .neg()
        .add(x.shape.at(axis)! - 1)
    : find(x, axis);
  return call.number("keepdims", 1) === 1 ? found.unsqueeze(axis) : found;
}

/** Before version 13 the axes from `axis` on counted as one. */
function along(call: Call, f: (x: Tensor, axis: number) => Tensor): Tensor {
  const x = call.x();
  if (call.opset >= 13) return f(x, call.number("axis", -1));
  const axis = call.number("axis", 1);
  const from = axis < 0 ? axis + x.ndim : axis;
  const rows = x.shape.slice(0, from).reduce((product, length) => product * length, 1);
  return f(x.reshape([rows, -1]), -1).reshape(x.shape);
}

export const reduce: Operators = {
  ReduceL1: reduction((x, axis, keepDims) => x.norm(axis, { order: 1, keepDims })),
  ReduceL2: reduction((x, axis, keepDims) => x.norm(axis, { keepDims })),
  ReduceLogSum: reduction((x, axis, keepDims) => x.sum(axis, { keepDims }).log()),
  ReduceLogSumExp: reduction((x, axis, keepDims) => x.logSumExp(axis, { keepDims })),
  ReduceMax: reduction((x, axis, keepDims) => x.max(axis, { keepDims })),
  ReduceMean: reduction((x, axis, keepDims) => x.mean(axis, { keepDims })),
  ReduceMin: reduction((x, axis, keepDims) => x.min(axis, { keepDims })),
  ReduceProd: reduction((x, axis, keepDims) => x.prod(axis, { keepDims })),
  ReduceSum: reduction((x, axis, keepDims) => x.sum(axis, { keepDims })),
  ReduceSumSquare: reduction((x, axis, keepDims) => x.square().sum(axis, { keepDims })),
  ArgMax: (call) => position(call, (x, axis) => x.argmax(axis)),
  ArgMin: (call) => position(call, (x, axis) => x.argmin(axis)),
  Softmax: (call) => along(call, (x, axis) => x.softmax(axis)),
  LogSoftmax: (call) => along(call, (x, axis) => x.logSoftmax(axis)),
  Hardmax: (call) => {
    const x = call.x();
    const axis = call.number("axis", -1);
    const from = axis < 0 ? axis + x.ndim : axis;
    const order = [...x.shape.keys()].filter((a) => a < x.ndim - 1);
    order.splice(from, 0, x.ndim - 1);
    return oneHot(x.argmax(axis), x.shape[from]!).permute(order);
  },
  CumSum: (call) =>
    call.x().cumsum(call.x(1).item(), {
      exclusive: call.number("exclusive", 0) === 1,
      reverse: call.number("reverse", 0) === 1,
    }),
  TopK: (call) => {
    const k = call.maybe(1)?.data()[0] ?? call.number("k", 1);
    const largest = call.number("largest", 1) === 1;
    const { values, indices } = call.x().topK(k, call.number("axis", -1), { largest });
    return [values, indices];
  },
  MeanVarianceNormalization: (call) => {
    const x = call.x();
    const axes = call.list("axes") ?? [0, 2, 3];
    const options = { keepDims: true };
    return x.sub(x.mean(axes, options)).div(x.std(axes, options).add(1e-9));
  },
};
