import { Generator, where, type Tensor } from "@chainrule/tensor";
import { dropout } from "@chainrule/tensor/functional";
import {
  convention,
  first,
  of,
  on,
  type Part,
  type Row,
  row,
  type Rows,
  smooth,
  within,
} from "../row.ts";

type Unary = (x: Tensor) => Tensor;
type Binary = (x: Tensor, y: Tensor) => Tensor;

/** Of two tensors: of one shape, broadcast against one another, and of one tensor with itself. */
function binary(f: Binary, ...more: readonly Part[]): Row {
  return row(
    smooth(f, [2, 3], [2, 3]),
    on("broadcast", f, [2, 1], [3]),
    on("with itself", (x: Tensor) => f(x, x.add(0.3)), [3]),
    ...more,
  );
}

/** Steps: flat wherever they have a derivative. */
function steps(f: Unary, jump: number): Row {
  return row(
    smooth(f, of([-1.7, -0.4, 0.3, 1.2])),
    convention("0, at jumps too", f, [[jump]], [[0]]),
  );
}

function kinked(
  f: Unary,
  smoothly: readonly number[],
  text: string,
  at: number,
  gradient: number,
): Row {
  const g = f;
  return row(
    smooth(g, of(smoothly)),
    on("at the kink", g, of([at])),
    convention(text, g, [[at]], [[gradient]]),
  );
}

const sides = [-2.3, -0.7, 0.4, 1.9];

export const arithmetic: Rows = {
  add: binary((x, y) => x.add(y)),
  sub: binary((x, y) => x.sub(y)),
  mul: binary(
    (x, y) => x.mul(y),
    on("zeros", (x, y) => x.mul(y), of([0, 0, 2]), of([0, 3, 0])),
  ),
  div: row(
    smooth((x, y) => x.div(y), [2, 3], within(0.5, 2, 2, 3)),
    on("broadcast", (x, y) => x.div(y), [2, 1], of([0.7, -1.3])),
    on("zeros", (x, y) => x.div(y), of([0, 1]), of([2, 1e-2])),
  ),
  pow: row(
    smooth((x, y) => x.pow(y), within(0.3, 2, 2, 3), [2, 3]),
    on("broadcast", (x, y) => x.pow(y), within(0.3, 2, 2, 1), [3]),
    on("negative numbers", (x) => x.pow(3).add(x.pow(-2)), of([-1.3, -0.6, 2])),
    on("0, whole exponents", (x) => x.pow(3).add(x.pow(2)).add(x.pow(1)).add(x.pow(0)), of([0])),
    convention("0 at x = 0 where the exponent is the number 0", (x) => x.pow(0), [[0]], [[0]]),
    convention(
      "0 for the exponent y where x is 0 and y ≥ 0",
      (x, y) => x.pow(y),
      [
        [0, 0],
        [0, 2],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  mod: row(
    smooth((x, y) => x.mod(y), of([5.2, -5.2, 5.2, -5.2]), of([3, 3, -3, -3])),
    on("broadcast", (x, y) => x.mod(y), of([[1.3], [-2.4]]), of([0.7, 1.1])),
    convention(
      "1 for x and −⌊x / y⌋ for y, at jumps too",
      (x, y) => x.mod(y),
      [
        [4, -4],
        [2, 2],
      ],
      [
        [1, 1],
        [-2, 2],
      ],
    ),
  ),
  fmod: row(
    smooth((x, y) => x.fmod(y), of([5.2, -5.2, 5.2, -5.2]), of([3, 3, -3, -3])),
    on("broadcast", (x, y) => x.fmod(y), of([[1.3], [-2.4]]), of([0.7, 1.1])),
    convention(
      "1 for x and −trunc(x / y) for y, at jumps too",
      (x, y) => x.fmod(y),
      [
        [4, -4, 0],
        [2, 2, 2],
      ],
      [
        [1, 1, 1],
        [-2, 2, 0],
      ],
    ),
  ),
  maximum: binary(
    (x, y) => x.maximum(y),
    on("ties", (x, y) => x.maximum(y), of([1, 2]), of([1, 3])),
    convention(
      "half to each of two equal elements",
      (x, y) => x.maximum(y),
      [[1], [1]],
      [[0.5], [0.5]],
    ),
  ),
  minimum: binary(
    (x, y) => x.minimum(y),
    on("ties", (x, y) => x.minimum(y), of([1, 2]), of([1, 3])),
    convention(
      "half to each of two equal elements",
      (x, y) => x.minimum(y),
      [[1], [1]],
      [[0.5], [0.5]],
    ),
  ),
  clamp: row(
    smooth((x, low, high) => x.clamp(low, high), of([-2, 0.2, 3]), of(-1), of([1.1, 1.2, 1.3])),
    on("one bound", (x) => x.clamp(0.5).add(x.clamp(null, -0.5)), [4]),
    on("the bounds", (x) => x.clamp(-1, 1), of([-1, 1])),
    convention("1 at the bounds", (x) => x.clamp(-1, 1), [[-1, 1]], [[1, 1]]),
  ),
  neg: row(smooth((x) => x.neg(), [2, 3])),
  abs: kinked((x) => x.abs(), sides, "0 at 0", 0, 0),
  sign: steps((x) => x.sign(), 0),
  square: row(
    smooth((x) => x.square(), [2, 3]),
    on("0", (x) => x.square(), of([0])),
  ),
  reciprocal: row(
    smooth((x) => x.reciprocal(), of(sides)),
    on("near 0", (x) => x.reciprocal(), of([-1e-2, 1e-3])),
  ),
};

export const math: Rows = {
  exp: row(
    smooth((x) => x.exp(), [2, 3]),
    on("large and small", (x) => x.exp(), of([-30, 0, 30])),
  ),
  expm1: row(
    smooth((x) => x.expm1(), [2, 3]),
    on("near 0", (x) => x.expm1(), of([-1e-9, 0, 1e-9])),
  ),
  log: row(
    smooth((x) => x.log(), within(0.3, 3, 2, 3)),
    on("near 0, large", (x) => x.log(), of([1e-3, 1e5])),
  ),
  log1p: row(
    smooth((x) => x.log1p(), within(-0.7, 3, 2, 3)),
    on("near 0", (x) => x.log1p(), of([-1e-9, 0, 1e-9])),
  ),
  sqrt: row(
    smooth((x) => x.sqrt(), within(0.3, 3, 2, 3)),
    on("near 0", (x) => x.sqrt(), of([1e-3])),
    convention("∞ at 0", (x) => x.sqrt(), [[0]], [[Infinity]]),
  ),
  rsqrt: row(
    smooth((x) => x.rsqrt(), within(0.3, 3, 2, 3)),
    on("near 0", (x) => x.rsqrt(), of([1e-2])),
  ),
  sin: row(
    smooth((x) => x.sin(), [2, 3]),
    on("large", (x) => x.sin(), of([1e3, -1e3])),
  ),
  cos: row(
    smooth((x) => x.cos(), [2, 3]),
    on("large", (x) => x.cos(), of([1e3, -1e3])),
  ),
  tan: row(smooth((x) => x.tan(), within(-1.2, 1.2, 2, 3))),
  atan2: row(
    smooth((x, y) => x.atan2(y), [2, 3], [2, 3]),
    on("all quadrants", (x, y) => x.atan2(y), of([1, 1, -1, -1]), of([2, -2, 2, -2])),
    on("the axes", (x, y) => x.atan2(y), of([0, 1, -1]), of([1, 0, 0])),
    convention("NaN at the origin", (x, y) => x.atan2(y), [[0], [0]], [[NaN], [NaN]]),
  ),
  asin: row(
    smooth((x) => x.asin(), within(-0.9, 0.9, 2, 3)),
    on("0", (x) => x.asin(), of([0, 1e-9])),
    convention("∞ at −1 and 1", (x) => x.asin(), [[-1, 1]], [[Infinity, Infinity]]),
  ),
  acos: row(
    smooth((x) => x.acos(), within(-0.9, 0.9, 2, 3)),
    on("0", (x) => x.acos(), of([0, 1e-9])),
    convention("−∞ at −1 and 1", (x) => x.acos(), [[-1, 1]], [[-Infinity, -Infinity]]),
  ),
  atan: row(
    smooth((x) => x.atan(), [2, 3]),
    on("0, flat ends", (x) => x.atan(), of([0, -1e4, 1e4])),
  ),
  sinh: row(
    smooth((x) => x.sinh(), [2, 3]),
    on("near 0, large", (x) => x.sinh(), of([-1e-9, 0, 1e-9, 9, -12])),
  ),
  cosh: row(
    smooth((x) => x.cosh(), [2, 3]),
    on("near 0, large", (x) => x.cosh(), of([-1e-9, 0, 1e-9, 9, -12])),
  ),
  asinh: row(
    smooth((x) => x.asinh(), [2, 3]),
    on("near 0, large", (x) => x.asinh(), of([-1e-9, 0, 1e9, -1e5])),
  ),
  acosh: row(
    smooth((x) => x.acosh(), within(1.1, 3, 2, 3)),
    on("near 1, large", (x) => x.acosh(), of([1.05, 1e9])),
    convention("∞ at 1", (x) => x.acosh(), [[1]], [[Infinity]]),
  ),
  atanh: row(
    smooth((x) => x.atanh(), within(-0.9, 0.9, 2, 3)),
    on("near 0", (x) => x.atanh(), of([-1e-9, 0, 1e-9])),
    convention("∞ at −1 and 1", (x) => x.atanh(), [[-1, 1]], [[Infinity, Infinity]]),
  ),
  log2: row(
    smooth((x) => x.log2(), within(0.3, 3, 2, 3)),
    on("powers of 2, and between", (x) => x.log2(), of([0.25, 2, 8, Math.SQRT2])),
    convention("∞ at 0", (x) => x.log2(), [[0]], [[Infinity]]),
  ),
  log10: row(
    smooth((x) => x.log10(), within(0.3, 3, 2, 3)),
    on("powers of 10, and between", (x) => x.log10(), of([0.1, 1, 10, Math.sqrt(10)])),
    convention("∞ at 0", (x) => x.log10(), [[0]], [[Infinity]]),
  ),
  erf: row(
    smooth((x) => x.erf(), [2, 3]),
    on("0, flat ends", (x) => x.erf(), of([0, 1e-9, -6, 6])),
  ),
  tanh: row(
    smooth((x) => x.tanh(), [2, 3]),
    on("0, flat ends", (x) => x.tanh(), of([0, -30, 30])),
  ),
  sigmoid: row(
    smooth((x) => x.sigmoid(), [2, 3]),
    on("flat ends", (x) => x.sigmoid(), of([0, -800, 800])),
  ),
  floor: steps((x) => x.floor(), 1),
  ceil: steps((x) => x.ceil(), 1),
  round: steps((x) => x.round(), 0.5),
  trunc: steps((x) => x.trunc(), 1),
  cast: row(
    smooth((x) => x.cast("float64"), [2, 3]),
    convention(
      "stops at dtypes that are not floating",
      (x) => x.add(x.cast("int32").cast("float64")),
      [[1.5]],
      [[1]],
    ),
  ),
  softmax: row(
    smooth((x) => x.softmax(), [2, 3]),
    on("another axis", (x) => x.softmax(0), [2, 3]),
    on(
      "ties, large",
      (x) => x.softmax(),
      of([
        [1, 1, 1],
        [50, 50, -50],
      ]),
    ),
  ),
  logSoftmax: row(
    smooth((x) => x.logSoftmax(), [2, 3]),
    on(
      "ties, large",
      (x) => x.logSoftmax(),
      of([
        [1, 1, 1],
        [50, 50, -50],
      ]),
    ),
  ),
  where: row(
    smooth((x, y) => where([true, false, true], x, y), [2, 3], [2, 3]),
    on("broadcast", (x, y) => x.less(y).where(x, y), [2, 1], [3]),
  ),
};

export const activations: Rows = {
  relu: kinked((x) => x.relu(), sides, "0 at 0", 0, 0),
  leakyRelu: row(
    smooth((x) => x.leakyRelu(), of(sides)),
    on("slope, at the kink", (x) => x.leakyRelu(0.2), of([0, 1])),
    convention("the slope at 0", (x) => x.leakyRelu(0.2), [[0]], [[0.2]]),
  ),
  elu: row(
    smooth((x) => x.elu(), of(sides)),
    on("alpha, at the kink", (x) => x.elu(0.7), of([0, -30])),
    convention("alpha at 0", (x) => x.elu(0.5), [[0]], [[0.5]]),
  ),
  selu: row(
    smooth((x) => x.selu(), of(sides)),
    on("at the kink", (x) => x.selu({ alpha: 2, scale: 0.5 }), of([0, -30])),
    convention("scale · alpha at 0", (x) => x.selu({ alpha: 2, scale: 0.5 }), [[0]], [[1]]),
  ),
  gelu: row(
    smooth((x) => x.gelu(), [2, 3]),
    on("tanh", (x) => x.gelu({ approximate: "tanh" }), [2, 3]),
    on("0, flat ends", (x) => x.gelu(), of([0, -12, 12])),
  ),
  silu: row(
    smooth((x) => x.silu(), [2, 3]),
    on("0, flat ends", (x) => x.silu(), of([0, -40, 40])),
  ),
  softplus: row(
    smooth((x) => x.softplus(), [2, 3]),
    on("0, beta, flat ends", (x) => x.softplus({ beta: 2, threshold: Infinity }), of([0, -30, 30])),
  ),
  logSigmoid: row(
    smooth((x) => x.logSigmoid(), [2, 3]),
    on("0, flat ends", (x) => x.logSigmoid(), of([0, -40, 40])),
  ),
  softsign: row(
    smooth((x) => x.softsign(), of(sides)),
    first(on("0", (x) => x.softsign(), of([0]))),
  ),
  mish: row(
    smooth((x) => x.mish(), [2, 3]),
    on("0, flat ends", (x) => x.mish(), of([0, -40, 40])),
  ),
  hardSigmoid: row(
    smooth((x) => x.hardSigmoid(), of([-4, -1.2, 0, 1.3, 4])),
    on("the kinks", (x) => x.hardSigmoid(), of([-3, 3])),
    convention("0 at −3 and 3", (x) => x.hardSigmoid(), [[-3, 3]], [[0, 0]]),
  ),
  hardSwish: row(
    smooth((x) => x.hardSwish(), of([-4, -1.2, 0, 1.3, 4])),
    on("the kinks", (x) => x.hardSwish(), of([-3, 3])),
    convention("0 at −3, 1 at 3", (x) => x.hardSwish(), [[-3, 3]], [[0, 1]]),
  ),
  prelu: row(
    smooth((x, slope) => x.prelu(slope), of(sides), of([0.1, 0.2, 0.3, 0.4])),
    on(
      "broadcast, at the kink",
      (x, slope) => x.prelu(slope),
      of([
        [0, -1],
        [2, -3],
      ]),
      of([0.2]),
    ),
    convention(
      "the slope for x = 0, and 0 for the slope",
      (x, slope) => x.prelu(slope),
      [[0], [0.2]],
      [[0.2], [0]],
    ),
  ),
  celu: row(
    smooth((x) => x.celu(0.7), of(sides)),
    first(on("0", (x) => x.celu(0.7), of([0]))),
  ),
  hardTanh: row(
    smooth((x) => x.hardTanh(0, 6), of([-1.2, 1.3, 4, 7])),
    on("the kinks", (x) => x.hardTanh(), of([-1, 1])),
    convention("0 at both ends of the range", (x) => x.hardTanh(), [[-1, 1]], [[0, 0]]),
  ),
  threshold: row(
    smooth((x) => x.threshold(0.5, 2), of(sides)),
    convention("0 at the threshold", (x) => x.threshold(0.5, 2), [[0.5]], [[0]]),
  ),
  softShrink: row(
    smooth((x) => x.softShrink(), of([-2.3, -0.3, 0.4, 1.9])),
    on("the kinks", (x) => x.softShrink(), of([-0.5, 0.5])),
    convention("0 at −½ and ½", (x) => x.softShrink(), [[-0.5, 0.5]], [[0, 0]]),
  ),
  hardShrink: row(
    smooth((x) => x.hardShrink(), of([-2.3, -0.3, 0.4, 1.9])),
    convention("0 at −½ and ½, where it jumps", (x) => x.hardShrink(), [[-0.5, 0.5]], [[0, 0]]),
  ),
  tanhShrink: row(
    smooth((x) => x.tanhShrink(), [2, 3]),
    on("0, flat ends", (x) => x.tanhShrink(), of([0, -30, 30])),
  ),
  dropout: row(
    on("one draw", (x) => dropout(x.square(), 0.5, { generator: new Generator(3) }), [6]),
  ),
};
