/** How a transform of some length is computed, and what that costs for each element: a product with a matrix of n rows costs n. */
export type Method =
  /** As a product with the matrix of the transform. */
  | { readonly kind: "matrix"; readonly cost: number }
  /** As transforms of two lengths whose product it is, of `first` by its matrix. */
  | { readonly kind: "factors"; readonly first: number; readonly cost: number }
  /** As a convolution with a chirp. */
  | { readonly kind: "chirp"; readonly cost: number };

/** What the multiplication between two products costs: with it, float32 of 64 to 16,384 elements falls into factors about as well as measured. */
const pass = 20;

/** The longest transform that is one product. */
const longest = 512;

/** How many lengths are remembered. */
const capacity = 1024;
const methods = new Map<number, Method>();

/** The fastest way to a transform of length `n`. */
export function methodOf(n: number): Method {
  let method = methods.get(n);
  if (method === undefined) {
    method = waysTo(n).reduce((best, way) => (way.cost < best.cost ? way : best));
    if (methods.size >= capacity) methods.clear();
    methods.set(n, method);
  }
  return method;
}

function waysTo(n: number): Method[] {
  const ways: Method[] = [];
  if (n <= longest) ways.push({ kind: "matrix", cost: n });
  // Larger ones come first: what the second transform gives is often not wanted whole.
  for (let first = Math.min(longest, Math.floor(n / 2)); first > 1; first--) {
    if (n % first !== 0) continue;
    ways.push({ kind: "factors", first, cost: first + pass + methodOf(n / first).cost });
  }
  const padded = paddedLength(2 * n - 1);
  // A power of two has factors, and is what the others come to.
  if (paddedLength(n) !== n) {
    const cost = (padded / n) * (2 * methodOf(padded).cost + 3 * pass);
    ways.push({ kind: "chirp", cost });
  }
  return ways;
}

/** The least power of two from `n` on. */
export function paddedLength(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

/** The least product of twos, threes and fives from `n` on: a length whose transform is fast. */
export function smoothLength(n: number): number {
  let least = paddedLength(n);
  for (let fives = 1; fives < least; fives *= 5) {
    for (let odd = fives; odd < least; odd *= 3) {
      least = Math.min(least, odd * Math.max(1, paddedLength(n / odd)));
    }
  }
  return least;
}
