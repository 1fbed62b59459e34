import type { Code } from "./assembler.ts";

/** Picks four 32-bit lanes of the two vectors on the stack: 0–3 of the first, 4–7 of the second. */
export function shuffle(code: Code, picks: readonly number[]): void {
  code.bytes.push(
    0xfd,
    13,
    ...picks.flatMap((pick) => [0, 1, 2, 3].map((byte) => 4 * pick + byte)),
  );
}
