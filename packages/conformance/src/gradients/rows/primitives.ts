import type { Attributes, Primitive } from "@chainrule/graph";
import { primitive, type Tensor, tensor } from "@chainrule/tensor";
import { type Given, of, on, type Row, row, within } from "../row.ts";

/** Why a primitive has no gradient. */
type Reason = "integers or bool" | "nothing goes in";

function apply<P extends Primitive>(
  name: P,
  attributes: Attributes<P>,
  ...given: readonly Given[]
): Row {
  const f = (...inputs: Tensor[]): Tensor => {
    const y = primitive(name, inputs, attributes);
    // Linear ones show in the second order where elements go.
    return y.mul(y.sin());
  };
  return row(on("smooth", f, ...given));
}

const none = {};
const axes = { axes: [1] };
const positive = within(0.3, 2, 2, 3);
const positions = tensor([2, 0, 2], { dtype: "int32" });
const starts = tensor([1, 0], { dtype: "int32" });
const sliding = { axes: [1], sizes: [2], strides: [1], dilations: [2] };

/** Every primitive that has a gradient, applied to what it takes; the others say why they have none. */
export const primitives: { readonly [P in Primitive]: Row | Reason } = {
  identity: apply("identity", { marker: "checkpoint" }, [2, 3]),
  cast: apply("cast", { dtype: "float64" }, [2, 3]),
  neg: apply("neg", none, [2, 3]),
  abs: apply("abs", none, [2, 3]),
  sign: apply("sign", none, [2, 3]),
  exp: apply("exp", none, [2, 3]),
  expm1: apply("expm1", none, [2, 3]),
  log: apply("log", none, positive),
  log1p: apply("log1p", none, positive),
  sqrt: apply("sqrt", none, positive),
  sin: apply("sin", none, [2, 3]),
  cos: apply("cos", none, [2, 3]),
  atan2: apply("atan2", none, [2, 3], positive),
  tanh: apply("tanh", none, [2, 3]),
  sigmoid: apply("sigmoid", none, [2, 3]),
  erf: apply("erf", none, [2, 3]),
  floor: apply("floor", none, [2, 3]),
  ceil: apply("ceil", none, [2, 3]),
  round: apply("round", none, [2, 3]),
  not: "integers or bool",
  add: apply("add", none, [2, 3], [2, 3]),
  sub: apply("sub", none, [2, 3], [2, 3]),
  mul: apply("mul", none, [2, 3], [2, 3]),
  div: apply("div", none, [2, 3], positive),
  pow: apply("pow", none, positive, [2, 3]),
  mod: apply("mod", none, [2, 3], positive),
  maximum: apply("maximum", none, [2, 3], positive),
  minimum: apply("minimum", none, [2, 3], positive),
  less: "integers or bool",
  lessEqual: "integers or bool",
  equal: "integers or bool",
  and: "integers or bool",
  or: "integers or bool",
  where: apply("where", none, of(tensor([[true], [false]])), [2, 3], positive),
  sum: apply("sum", axes, [2, 3]),
  prod: apply("prod", axes, [2, 3]),
  max: apply("max", { ...axes, keepsNaN: true }, [2, 3]),
  min: apply("min", axes, [2, 3]),
  argmax: "integers or bool",
  argmin: "integers or bool",
  reshape: apply("reshape", { shape: [3, 2] }, [2, 3]),
  permute: apply("permute", { axes: [1, 0] }, [2, 3]),
  expand: apply("expand", { shape: [2, 2, 3] }, [2, 1]),
  flip: apply("flip", axes, [2, 3]),
  slice: apply("slice", { sizes: [1, 2], steps: [1, 2] }, [2, 3], of(starts)),
  pad: apply("pad", { shape: [3, 5], steps: [1, 2] }, [2, 3], of(starts)),
  windows: apply("windows", sliding, [2, 4]),
  fold: apply("fold", { ...sliding, shape: [2, 4] }, [2, 2, 2]),
  concatenate: apply("concatenate", { axis: 1 }, [2, 1], [2, 2]),
  take: apply("take", { axis: 1 }, [2, 3], of(positions)),
  scatterAdd: apply("scatterAdd", { axis: 1, length: 4 }, [2, 3], of(positions)),
  argsort: "integers or bool",
  matmul: apply("matmul", { dtype: "float64" }, [2, 3], [3, 2]),
  convolve: apply(
    "convolve",
    {
      strides: [1],
      padding: [[1, 0]],
      inputDilation: [1],
      kernelDilation: [1],
      groups: 1,
      batchGroups: 1,
      flip: false,
      roles: { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] },
      dtype: "float64",
    },
    [1, 2, 4],
    [2, 2, 2],
  ),
  constant: "nothing goes in",
  iota: "nothing goes in",
  random: "nothing goes in",
};
