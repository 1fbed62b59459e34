import type { KernelCode } from "./kernel.ts";

/**
 * Writes pieces of code a part of each in turn, from one `pause` to the next: processors look only so far ahead, and find more to do at once where
 * copies of a long chain of instructions lie beside each other.
 */
export function sideBySide(code: KernelCode, pieces: readonly (() => void)[]): void {
  if (pieces.length === 1 || code.pauses !== null) return pieces.forEach((piece) => piece());
  const held: (() => void)[] = [];
  const parts = pieces.map((piece) => {
    const start = code.bytes.length;
    code.pauses = { places: [start], held };
    piece();
    const { places } = code.pauses;
    const written = places.map((place, i) => code.bytes.slice(place, places[i + 1]));
    code.bytes.length = start;
    return written;
  });
  code.pauses = null;
  for (const release of held) release();
  const rounds = Math.max(...parts.map(({ length }) => length));
  for (let i = 0; i < rounds; i++) {
    for (const part of parts) code.bytes.push(...(part[i] ?? []));
  }
}
