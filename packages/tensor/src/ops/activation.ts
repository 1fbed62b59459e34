import { checkNames, Node, operation } from "@chainrule/graph";
import { asNode, constant, type Input, toFloating } from "../operand.ts";
import {
  abs,
  add,
  div,
  erf,
  exp,
  expm1,
  less,
  lessEqual,
  log1p,
  mul,
  neg,
  sigmoid,
  sub,
  tanh,
  where,
} from "./elementwise.ts";

/** A number of a formula: its usual value is part of the program's structure, one that a user gives is an input. */
function number(given: number | undefined, usual: number, like: Node): Node {
  return given === undefined ? constant(usual, like.dtype) : asNode(given, like.dtype);
}

function isAbove(x: Node): Node {
  return less(constant(0, x.dtype), x);
}

/** An activation: `f` of floating elements. */
function activation(name: string, x: Node, f: (x: Node) => Node): Node {
  return operation(name, () => f(toFloating(x)));
}

export function leakyRelu(input: Node, slope?: number): Node {
  return activation("leakyRelu", input, (x) =>
    where(isAbove(x), x, mul(x, number(slope, 0.01, x))),
  );
}

/** The exponential sees no number above 0, so that its gradient there is not ∞ · 0. */
function exponential(x: Node, alpha: Node | null): Node {
  const above = isAbove(x);
  const below = expm1(where(above, constant(0, x.dtype), x));
  return where(above, x, alpha === null ? below : mul(below, alpha));
}

export function elu(input: Node, alpha?: number): Node {
  return activation("elu", input, (x) =>
    exponential(x, alpha === undefined ? null : asNode(alpha, x.dtype)),
  );
}

export function selu(
  input: Node,
  options: { readonly alpha?: number; readonly scale?: number } = {},
): Node {
  checkNames("selu", options, { alpha: 0, scale: 0 });
  const { alpha, scale } = options;
  return activation("selu", input, (x) => {
    const curve = exponential(x, number(alpha, 1.6732632423543772, x));
    return mul(curve, number(scale, 1.0507009873554805, x));
  });
}

/** `½x(1 + t)`. */
function halfOf(x: Node, t: Node): Node {
  return mul(mul(x, constant(0.5, x.dtype)), add(t, constant(1, x.dtype)));
}

export function gelu(input: Node, options: { readonly approximate?: "none" | "tanh" } = {}): Node {
  checkNames("gelu", options, { approximate: 0 });
  const { approximate = "none" } = options;
  return activation("gelu", input, (x) => {
    if (approximate === "none") return halfOf(x, erf(mul(x, constant(Math.SQRT1_2, x.dtype))));
    const cube = mul(mul(mul(x, x), x), constant(0.044715, x.dtype));
    return halfOf(x, tanh(mul(add(x, cube), constant(Math.sqrt(2 / Math.PI), x.dtype))));
  });
}

export function silu(input: Node): Node {
  return activation("silu", input, (x) => mul(x, sigmoid(x)));
}

/** `max(x, 0) + log1p(exp(−|x|))`, where both parts branch at 0 on one condition, so that every derivative is right at 0 too. */
function logOnePlusExp(x: Node): Node {
  const zero = constant(0, x.dtype);
  const below = less(x, zero);
  return add(where(below, zero, x), log1p(exp(where(below, x, neg(x)))));
}

export function softplus(
  input: Node,
  options: { readonly beta?: number; readonly threshold?: number } = {},
): Node {
  checkNames("softplus", options, { beta: 0, threshold: 0 });
  const { beta, threshold: limit } = options;
  return activation("softplus", input, (x) => {
    const factor = beta === undefined ? null : asNode(beta, x.dtype);
    const scaled = factor === null ? x : mul(x, factor);
    const straight = less(number(limit, 20, x), scaled);
    const curve = logOnePlusExp(where(straight, constant(0, x.dtype), scaled));
    return where(straight, x, factor === null ? curve : div(curve, factor));
  });
}

export function logSigmoid(input: Node): Node {
  return activation("logSigmoid", input, (x) => neg(logOnePlusExp(neg(x))));
}

export function softsign(input: Node): Node {
  return activation("softsign", input, (x) => div(x, add(abs(x), constant(1, x.dtype))));
}

export function mish(input: Node): Node {
  return activation("mish", input, (x) => mul(x, tanh(logOnePlusExp(x))));
}

/** `(x + 3) / 6`, which is exact at its ends, unless the line is given. */
function line(x: Node, slope: number | undefined, offset: number | undefined): Node {
  if (slope === undefined && offset === undefined) {
    return div(add(x, constant(3, x.dtype)), constant(6, x.dtype));
  }
  return add(mul(x, number(slope, 1 / 6, x)), number(offset, 0.5, x));
}

export function hardSigmoid(
  input: Node,
  options: { readonly slope?: number; readonly offset?: number } = {},
): Node {
  checkNames("hardSigmoid", options, { slope: 0, offset: 0 });
  const { slope, offset } = options;
  return activation("hardSigmoid", input, (x) => {
    const [zero, one] = [constant(0, x.dtype), constant(1, x.dtype)];
    const y = line(x, slope, offset);
    return where(lessEqual(y, zero), zero, where(lessEqual(one, y), one, y));
  });
}

export function hardSwish(input: Node): Node {
  return activation("hardSwish", input, (x) => {
    const [zero, three] = [constant(0, x.dtype), constant(3, x.dtype)];
    const parabola = div(mul(x, add(x, three)), constant(6, x.dtype));
    const rest = where(lessEqual(three, x), x, parabola);
    return where(lessEqual(x, sub(zero, three)), zero, rest);
  });
}

export function prelu(input: Node, slope: Input): Node {
  return activation("prelu", input, (x) => where(isAbove(x), x, mul(x, slope)));
}

export function celu(input: Node, alpha: number = 1): Node {
  return activation("celu", input, (x) => {
    const above = isAbove(x);
    const below = mul(expm1(div(where(above, constant(0, x.dtype), x), alpha)), alpha);
    return where(above, x, below);
  });
}

export function hardTanh(input: Node, low: number = -1, high: number = 1): Node {
  return activation("hardTanh", input, (x) =>
    where(lessEqual(x, low), low, where(lessEqual(high, x), high, x)),
  );
}

export function threshold(input: Node, from: number, value: number): Node {
  return activation("threshold", input, (x) => where(lessEqual(x, from), value, x));
}

export function softShrink(input: Node, lambda: number = 0.5): Node {
  return activation("softShrink", input, (x) => {
    const rest = where(isAbove(x), sub(x, lambda), add(x, lambda));
    return where(lessEqual(abs(x), lambda), constant(0, x.dtype), rest);
  });
}

export function hardShrink(input: Node, lambda: number = 0.5): Node {
  return activation("hardShrink", input, (x) =>
    where(lessEqual(abs(x), lambda), constant(0, x.dtype), x),
  );
}

export function tanhShrink(input: Node): Node {
  return activation("tanhShrink", input, (x) => sub(x, tanh(x)));
}
