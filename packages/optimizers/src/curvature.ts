/** A step that was taken, `s`, and what it changed of the gradient, `y`. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** `1 / sᵀy`. */
  readonly rho: number;
}

/** What the last steps say of the curvature of a loss: a matrix H, close to the inverse of the matrix of second derivatives, which is never made. */
export class Curvature {
  readonly #capacity: number;
  #pairs: Pair[] = [];

  /** Remembers `capacity` steps. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether nothing is known. */
  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  /** Learns from a step `s` that changed the gradient by `y`; not where the loss does not bend upwards along it. */
  add(s: Float64Array, y: Float64Array): void {
    const bend = dot(s, y);
    if (bend > Number.EPSILON * dot(y, y)) this.#pairs.push({ s, y, rho: 1 / bend });
    if (this.#pairs.length > this.#capacity) this.#pairs.shift();
  }

  /** Forgets everything. */
  clear(): void {
    this.#pairs = [];
  }

  /** `−H·g`. Nocedal, Wright, *Numerical Optimization* (2006), algorithm 7.4, with H₀ = sᵀy/yᵀy of (7.20). */
  descent(gradient: Float64Array): Float64Array {
    const direction = sum(new Float64Array(gradient.length), -1, gradient);
    const pairs = this.#pairs;
    const weights = pairs.toReversed().map(({ s, y, rho }) => {
      const weight = rho * dot(s, direction);
      addTo(direction, -weight, y);
      return weight;
    });
    const last = pairs.at(-1);
    if (last === undefined) return direction;
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
    weights.reverse();
    pairs.forEach(({ s, y, rho }, i) => {
      addTo(direction, weights[i]! - rho * dot(y, direction), s);
    });
    return direction;
  }
}

/** `aᵀb`. */
export function dot(a: Float64Array, b: Float64Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
  return product;
}

/** `a + factor·b`. */
export function sum(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const result = a.slice();
  addTo(result, factor, b);
  return result;
}

/** Adds `factor·b` to `a`. */
function addTo(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}
