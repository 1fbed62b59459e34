import { erf } from "#erf";

/** IEEE 754's `pow`, which JavaScript's leaves at `1^NaN` and `(±1)^±∞`. */
function pow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return Math.pow(a, b);
}

/** The remainder with the sign of the divisor. */
function mod(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 ? -0 : 0;
  return remainder < 0 === b < 0 ? remainder : remainder + b;
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** What kernels import. */
export type MathName =
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sin"
  | "cos"
  | "tanh"
  | "sigmoid"
  | "erf"
  | "pow"
  | "atan2"
  | "mod";

/**
 * Functions that kernels import rather than compute: most of float64, and the rarer ones of float32. Their text runs in workers too: they may use nothing but
 * their arguments and `Math`, and so not `**`, which bundlers may write as a helper of their own.
 */
export const importedMath: Readonly<Record<MathName, (a: number, b: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid,
  erf,
  pow,
  atan2: Math.atan2,
  mod,
};

export function isImported(name: string): name is MathName {
  return name in importedMath;
}
