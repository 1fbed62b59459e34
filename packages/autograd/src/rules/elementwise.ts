import { type Elementwise, isFloating } from "@chainrule/graph";
import { constant, type Tensor, where } from "@chainrule/tensor";
import type { GradientRules } from "./rule.ts";

/** Zero, as a number of the program's structure. */
function zero(like: Tensor): Tensor {
  return constant(0, like.dtype);
}

/** Steps are flat wherever they have a derivative. */
function flat(g: Tensor): readonly [Tensor] {
  return [zero(g).expand(g.shape)];
}

/** The gradient of the larger of `a` and `b` for `a`: all where `a` is larger, half where they are equal, as PyTorch's. */
function share(g: Tensor, smaller: Tensor, equal: Tensor): Tensor {
  return where(smaller, zero(g), where(equal, g.mul(constant(0.5, g.dtype)), g));
}

/** Conventions at kinks are PyTorch's. */
export const elementwise: GradientRules<Elementwise> = {
  /** `detach` stops the gradient. The walk never asks here for custom functions and checkpoints. */
  identity: (g, _, __, { marker }) => [marker === "detach" ? null : g],
  /** Between floating dtypes the gradient is converted back; to and from others it stops. */
  cast: (g, [x], y) => [isFloating(x.dtype) && isFloating(y.dtype) ? g.cast(x.dtype) : null],
  neg: (g) => [g.neg()],
  /** |x|' = sign(x), which is 0 at 0. */
  abs: (g, [x]) => [g.mul(x.sign())],
  /** 0, at 0 too. */
  sign: flat,
  exp: (g, _, y) => [g.mul(y)],
  expm1: (g, _, y) => [g.mul(y.add(constant(1, y.dtype)))],
  log: (g, [x]) => [g.div(x)],
  log1p: (g, [x]) => [g.div(x.add(constant(1, x.dtype)))],
  /** 1 / 2√x, infinite at 0. */
  sqrt: (g, _, y) => [g.div(y.add(y))],
  sin: (g, [x]) => [g.mul(x.cos())],
  cos: (g, [x]) => [g.mul(x.sin()).neg()],
  tanh: (g, _, y) => [g.mul(constant(1, y.dtype).sub(y.mul(y)))],
  /** 2/√π · exp(−x²). */
  erf: (g, [x]) => [
    g.mul(
      x
        .mul(x)
        .neg()
        .exp()
        .mul(constant(2 / Math.sqrt(Math.PI), x.dtype)),
    ),
  ],
  sigmoid: (g, _, y) => [g.mul(y.mul(constant(1, y.dtype).sub(y)))],
  floor: flat,
  ceil: flat,
  round: flat,
  not: () => [null],
  add: (g) => [g, g],
  sub: (g) => [g, () => g.neg()],
  mul: (g, [a, b]) => {
    if (a.node !== b.node) return [() => g.mul(b), () => g.mul(a)];
    const half = g.mul(a);
    return [half, half];
  },
  div: (g, [, b], y) => {
    const quotient = g.div(b);
    return [quotient, () => quotient.mul(y).neg()];
  },
  /**
   * For the base `b·a^(b−1)`, which is 0 wherever b is 0; for the exponent `a^b·log a`, which is 0 where a is 0 and b ≥ 0. The
   * infinities that these products would have there are taken out of their factors, so that they come back in no order.
   */
  pow: (g, [a, b], y) => {
    const [none, one] = [zero(a), constant(1, a.dtype)];
    const still = b.equal(none).and(none.less(a.abs()).not());
    const power = a.pow(where(still, one, b).sub(one));
    const vanishes = a.equal(none).and(none.lessEqual(b));
    return [() => g.mul(b.mul(power)), () => g.mul(y.mul(where(vanishes, one, a).log()))];
  },
  /** (x, −y) / (x² + y²), which is NaN at the origin. */
  atan2: (g, [y, x]) => {
    const scaled = g.div(x.mul(x).add(y.mul(y)));
    return [() => scaled.mul(x), () => scaled.mul(y).neg()];
  },
  /** a − ⌊a / b⌋·b, where ⌊·⌋ is flat; the quotient is the one that was taken, whatever a / b rounds to. */
  mod: (g, [a, b], y) => [g, () => g.mul(a.sub(y).div(b).round()).neg()],
  /** Equal inputs get half each; both get all where one is NaN. */
  maximum: (g, [a, b]) => {
    const equal = a.equal(b);
    return [() => share(g, a.less(b), equal), () => share(g, b.less(a), equal)];
  },
  /** As `maximum`. */
  minimum: (g, [a, b]) => {
    const equal = a.equal(b);
    return [() => share(g, b.less(a), equal), () => share(g, a.less(b), equal)];
  },
  less: () => [null, null],
  lessEqual: () => [null, null],
  equal: () => [null, null],
  and: () => [null, null],
  or: () => [null, null],
  where: (g, [condition]) => {
    const none = zero(g);
    return [null, () => where(condition, g, none), () => where(condition, none, g)];
  },
};
