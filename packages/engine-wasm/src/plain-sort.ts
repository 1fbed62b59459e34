/**
 * Writes the positions of every line's first elements in order, as the primitive `argsort` says: equal ones as they stand; NaN last, or first where it is descending. In less code than
 * the engine's own: up to 12 are inserted in order, and more are merged. `kind` says what the elements are: float32, float64, int32 or bytes. Its text runs elsewhere: it may use nothing but its arguments, and nothing for which older
 * JavaScript needs a helper.
 */
export function sortLines(
  buffer: ArrayBuffer,
  from: number,
  to: number,
  kind: number,
  outer: number,
  length: number,
  inner: number,
  count: number,
  descending: number,
): void {
  // From 2 GiB on WebAssembly gives addresses as negative numbers.
  const kinds = [Float32Array, Float64Array, Int32Array, Uint8Array];
  const elements = new kinds[kind]!(buffer, from >>> 0, outer * length * inner);
  const positions = new Int32Array(buffer, to >>> 0, outer * count * inner);
  const keys = new Float64Array(length);
  const missing = new Int32Array(length);
  let places = new Int32Array(length);
  let other = new Int32Array(length);
  for (let line = 0; line < outer * inner; line++) {
    const o = Math.floor(line / inner);
    const i = line - o * inner;
    let numbers = 0;
    let others = 0;
    for (let at = 0; at < length; at++) {
      const key = elements[(o * length + at) * inner + i]! * (descending ? -1 : 1);
      keys[at] = key;
      if (Number.isNaN(key)) missing[others++] = at;
      else if (count > 12) places[numbers++] = at;
      else {
        let k = numbers;
        for (; k > 0 && keys[places[k - 1]!]! > key; k--) places[k] = places[k - 1]!;
        places[k] = at;
        numbers = Math.min(numbers + 1, count);
      }
    }
    for (let width = count > 12 ? 1 : numbers; width < numbers; width *= 2) {
      for (let start = 0; start < numbers; start += 2 * width) {
        const middle = Math.min(start + width, numbers);
        const end = Math.min(start + 2 * width, numbers);
        let left = start;
        let right = middle;
        for (let k = start; k < end; k++) {
          const takesLeft =
            right === end || (left < middle && keys[places[left]!]! <= keys[places[right]!]!);
          other[k] = places[takesLeft ? left++ : right++]!;
        }
      }
      const sorted = other;
      other = places;
      places = sorted;
    }
    const first = descending ? others : 0;
    for (let rank = 0; rank < count; rank++) {
      const isNumber = rank >= first && rank < first + length - others;
      const place = isNumber
        ? places[rank - first]
        : missing[descending ? rank : rank - length + others];
      positions[(o * count + rank) * inner + i] = place!;
    }
  }
}
