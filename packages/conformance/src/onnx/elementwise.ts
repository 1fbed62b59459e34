import { type Tensor, tensor } from "@chainrule/tensor";
import type { Call, Operator, Operators } from "./call.ts";
import { dtypeOf } from "./model.ts";

type Unary = (x: Tensor) => Tensor;
type Binary = (x: Tensor, y: Tensor) => Tensor;

function unary(f: Unary): Operator {
  return (call) => f(call.x());
}

/** Before version 7 the second operand stood at an axis of the first if `axis` said so. */
function second(call: Call): Tensor {
  const [x, y] = [call.x(0), call.x(1)];
  if (call.opset >= 7 || call.number("broadcast", 0) === 0) return y;
  const behind = x.ndim - y.ndim - call.number("axis", x.ndim - y.ndim);
  return y.reshape([...y.shape, ...Array.from({ length: behind }, () => 1)]);
}

function binary(f: Binary): Operator {
  return (call) => f(call.x(0), second(call));
}

function many(f: Binary): Operator {
  return (call) => call.all.reduce(f);
}

function isInteger(x: Tensor): boolean {
  return x.dtype === "int32" || x.dtype === "uint8";
}

export const elementwise: Operators = {
  Abs: unary((x) => x.abs()),
  Acos: unary((x) => x.acos()),
  Acosh: unary((x) => x.acosh()),
  Asin: unary((x) => x.asin()),
  Asinh: unary((x) => x.asinh()),
  Atan: unary((x) => x.atan()),
  Atanh: unary((x) => x.atanh()),
  Ceil: unary((x) => x.ceil()),
  Cos: unary((x) => x.cos()),
  Cosh: unary((x) => x.cosh()),
  Erf: unary((x) => x.erf()),
  Exp: unary((x) => x.exp()),
  Floor: unary((x) => x.floor()),
  Identity: unary((x) => x),
  IsNaN: unary((x) => x.isNaN()),
  Log: unary((x) => x.log()),
  Neg: unary((x) => x.neg()),
  Not: unary((x) => x.not()),
  Reciprocal: unary((x) => x.reciprocal()),
  Relu: unary((x) => x.relu()),
  Round: unary((x) => x.round()),
  Sigmoid: unary((x) => x.sigmoid()),
  Sign: unary((x) => x.sign()),
  Sin: unary((x) => x.sin()),
  Sinh: unary((x) => x.sinh()),
  Softplus: unary((x) => x.softplus({ threshold: Infinity })),
  Softsign: unary((x) => x.softsign()),
  Sqrt: unary((x) => x.sqrt()),
  Tan: unary((x) => x.tan()),
  Tanh: unary((x) => x.tanh()),
  HardSwish: unary((x) => x.hardSwish()),
  Celu: (call) => call.x().celu(call.number("alpha", 1)),
  Elu: (call) => call.x().elu(call.number("alpha", 1)),
  HardSigmoid: (call) =>
    call.x().hardSigmoid({ slope: call.number("alpha", 0.2), offset: call.number("beta", 0.5) }),
  LeakyRelu: (call) => call.x().leakyRelu(call.number("alpha", 0.01)),
  Selu: (call) =>
    call.x().selu({
      alpha: call.number("alpha", 1.6732632423543772),
      scale: call.number("gamma", 1.0507009873554805),
    }),
  ThresholdedRelu: (call) => call.x().threshold(call.number("alpha", 1), 0),
  PRelu: (call) => {
    const [x, slope] = [call.x(0), call.x(1)];
    const perChannel = call.opset < 7 && slope.ndim === 1 && x.ndim > 1;
    return x.prelu(perChannel ? slope.reshape([-1, ...x.shape.slice(2).map(() => 1)]) : slope);
  },
  Shrink: (call) => {
    const [lambda, bias] = [call.number("lambd", 0.5), call.number("bias", 0)];
    const x = call.x();
    if (bias === 0) return x.hardShrink(lambda);
    return x.greater(lambda).where(x.sub(bias), x.less(-lambda).where(x.add(bias), 0));
  },
  IsInf: (call) => {
    const x = call.x();
    const [above, below] = [x.equal(Infinity), x.equal(-Infinity)];
    if (call.number("detect_negative", 1) === 0) return above;
    return call.number("detect_positive", 1) === 0 ? below : x.isInfinite();
  },
  Add: binary((x, y) => x.add(y)),
  Sub: binary((x, y) => x.sub(y)),
  Mul: binary((x, y) => x.mul(y)),
  Div: binary((x, y) => (isInteger(x) ? x.div(y).trunc().cast(x.dtype) : x.div(y))),
  Pow: binary((x, y) => x.pow(y).cast(x.dtype)),
  Mod: (call) =>
    call.number("fmod", 0) === 1 ? call.x(0).fmod(call.x(1)) : call.x(0).mod(call.x(1)),
  And: binary((x, y) => x.and(y)),
  Or: binary((x, y) => x.or(y)),
  Xor: binary((x, y) => x.xor(y)),
  Equal: binary((x, y) => x.equal(y)),
  Greater: binary((x, y) => x.greater(y)),
  GreaterOrEqual: binary((x, y) => x.greaterEqual(y)),
  Less: binary((x, y) => x.less(y)),
  LessOrEqual: binary((x, y) => x.lessEqual(y)),
  Max: many((x, y) => x.maximum(y)),
  Min: many((x, y) => x.minimum(y)),
  Sum: many((x, y) => x.add(y)),
  Mean: (call) => call.all.reduce((x, y) => x.add(y)).div(call.all.length),
  Where: (call) => call.x(0).where(call.x(1), call.x(2)),
  Clip: (call) => {
    const bound = (i: number, name: string): Tensor | null =>
      call.maybe(i) ?? (call.has(name) ? tensor(call.number(name, 0)) : null);
    return call.x().clamp(bound(1, "min"), bound(2, "max"));
  },
  Cast: (call) => call.x().cast(dtypeOf(call.number("to", 1))),
  CastLike: (call) => call.x(0).cast(call.x(1).dtype),
  Size: (call) => tensor(call.x().size, { dtype: "int32" }),
};
