/** The xor, multiply and shift of MurmurHash3's last step, which spreads every bit over the word. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The generator sfc32 of PractRand (Doty-Humphrey): words of 32 bits, here for the host alone. Tensors are drawn by the
 * generator of `@chainrule/tensor`.
 */
export function words(seed: number, epoch: number): () => number {
  let a = mix(seed);
  let b = mix(Math.floor(seed / 2 ** 32) + 0x9e3779b9);
  let c = mix(epoch + 0x3c6ef372);
  let counter = 1;
  const next = (): number => {
    const word = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** Throws unless `value` is a whole number from `least`, which is what seeds, epochs and counts are. */
export function checkCount(operation: string, what: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `${operation}: ${what} must be a whole number from ${least}; got ${value}.`,
    );
  }
}

/** `0 … length − 1`, in order. */
export function inOrder(length: number): Int32Array {
  const order = new Int32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}

/** `0 … length − 1` in the order of (seed, epoch): the shuffle of Fisher and Yates. */
export function permutation(length: number, seed: number, epoch: number): Int32Array {
  const order = inOrder(length);
  const word = words(seed, epoch);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor((word() / 2 ** 32) * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
