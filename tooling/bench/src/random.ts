/** Numbers evenly in ±`scale`, from the generator mulberry32 (Ettinger). */
export function uniform(length: number, seed: number, scale = 1): Float32Array {
  const values = new Float32Array(length);
  let state = seed | 0;
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    values[i] = (((word ^ (word >>> 14)) >>> 0) / 2 ** 31 - 1) * scale;
  }
  return values;
}
