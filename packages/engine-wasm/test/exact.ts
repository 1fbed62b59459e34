import type { LaneFunction } from "../src/functions.ts";

/**
 * Elementary functions of float64 by their series, in integers: a real number is an integer times 2⁻¹²⁸⁰, which leaves
 * 200 bits to the smallest float64.
 */
const fraction = 1280n;
const one = 1n << fraction;

const times = (a: bigint, b: bigint): bigint => (a * b) >> fraction;
const over = (a: bigint, b: bigint): bigint => (a << fraction) / b;
const abs = (a: bigint): bigint => (a < 0n ? -a : a);

const double = new Float64Array(1);
const word = new BigInt64Array(double.buffer);

/** A finite float64, exactly. */
function real(x: number): bigint {
  double[0] = Math.abs(x);
  const exponent = word[0]! >> 52n;
  const mantissa = (word[0]! & ((1n << 52n) - 1n)) | (exponent === 0n ? 0n : 1n << 52n);
  const places = (exponent === 0n ? 1n : exponent) - 1075n + fraction;
  return (x < 0 ? -1n : 1n) * (mantissa << places);
}

/** The nearest float64, but for a second rounding of subnormals. */
function number(a: bigint): number {
  const excess = Math.max(0, abs(a).toString(2).length - 80);
  // By powers of two, in steps that do not overflow.
  let [result, exponent] = [Number(a >> BigInt(excess)), excess - Number(fraction)];
  for (; exponent > 900; exponent -= 900) result *= 2 ** 900;
  for (; exponent < -900; exponent += 900) result *= 2 ** -900;
  return result * 2 ** exponent;
}

/** `first·Σ factors`, each term the one before times `next(n)`, until terms vanish. */
function series(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let [sum, term] = [0n, first];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = next(term, n);
  }
  return sum;
}

/** `artanh z = z + z³/3 + z⁵/5 + …` */
function artanh(z: bigint): bigint {
  const square = times(z, z);
  let [sum, power] = [0n, z];
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return sum;
}

const ln2 = 2n * artanh(one / 3n);

function expm1(x: bigint): bigint {
  // x = n·ln 2 + 256·r
  const n = x / ln2;
  const r = (x - n * ln2) / 256n;
  let y = series(r, (term, k) => times(term, r) / (k + 1n));
  for (let i = 0; i < 8; i++) y = times(y, y) + 2n * y;
  if (n === 0n) return y;
  return (n > 0n ? (y + one) << n : (y + one) >> -n) - one;
}

function log(x: bigint): bigint {
  // x = 2ⁿ·m, and m between ½ and 1, or just above 1.
  const n = x > one && x < one + one / 4n ? 0n : BigInt(x.toString(2).length) - fraction;
  const m = n >= 0n ? x >> n : x << -n;
  return 2n * artanh(over(m - one, m + one)) + n * ln2;
}

/** 1100 places more than other numbers have, for the largest float64: by Machin's formula `π/4 = 4·arctan ⅕ − arctan ¹⁄₂₃₉`. */
const more = 1100n;
const pi = ((): bigint => {
  const arctan = (inverse: bigint): bigint => {
    let [sum, power] = [0n, (1n << (fraction + more)) / inverse];
    for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
      sum += power / n;
      power = -power / (inverse * inverse);
    }
    return sum;
  };
  return 4n * (4n * arctan(5n) - arctan(239n));
})();

/** `sin(x + quarters·½π)` */
function sine(x: bigint, quarters: bigint): bigint {
  const half = pi / 2n;
  const n = ((x << more) + half / 2n) / half - (x < 0n ? 1n : 0n);
  const r = ((x << more) - n * half) >> more;
  const quadrant = (((n + quarters) % 4n) + 4n) % 4n;
  const square = times(r, r);
  const even = quadrant % 2n === 1n;
  const value = series(
    even ? one : r,
    (term, k) => times(-term, square) / (even ? (2n * k - 1n) * 2n * k : 2n * k * (2n * k + 1n)),
  );
  return quadrant < 2n ? value : -value;
}

function squareRoot(a: bigint): bigint {
  const square = a << fraction;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

const twoOverRootPi = over(2n * one, squareRoot(pi >> more));

function erf(x: bigint): bigint {
  const square = times(x, x);
  let [sum, power] = [0n, x];
  for (let n = 0n; power !== 0n && power !== -1n; n++) {
    sum += power / (2n * n + 1n);
    power = times(-power, square) / (n + 1n);
  }
  return times(sum, twoOverRootPi);
}

const functions: Readonly<Record<LaneFunction, (x: bigint) => bigint>> = {
  exp: (x) => expm1(x) + one,
  expm1,
  log,
  log1p: (x) => log(x + one),
  sin: (x) => sine(x, 0n),
  cos: (x) => sine(x, 1n),
  tanh: (x) => {
    const e = expm1(2n * x);
    return over(e, e + 2n * one);
  },
  erf,
  sigmoid: (x) => over(expm1(x) + one, expm1(x) + 2n * one),
};

/** The float64 nearest to a function of a finite float64, where that is neither 0 nor ±∞. */
export function exactly(name: LaneFunction, x: number): number {
  return number(functions[name](real(x)));
}
