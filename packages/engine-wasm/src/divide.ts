import type { Loop } from "@chainrule/compiler";
import { i32 } from "./assembler.ts";
import type { Cursors } from "./cursors.ts";
import type { KernelCode } from "./kernel.ts";
import { type Mode, scalarMode, vectors } from "./mode.ts";
import type { Walk } from "./walk.ts";

/** Into how many units of work the threads may divide a nest: rounds of the outermost dimension, or whole groups of vectors where that is the vectorised one. */
export function unitsOf(loop: Loop, { vector, lanes, copies }: Walk): number {
  if (!isDivisible(loop)) return 1;
  const width = vector === 0 ? lanes * copies : 1;
  return Math.max(1, Math.floor(loop.sizes[0]! / width));
}

/** Whether the rounds of the outermost dimension write to different places, and so may run at once. */
function isDivisible({ sizes, reduced, stores }: Loop): boolean {
  if (sizes.length === 0 || reduced[0] || sizes.includes(0)) return false;
  return stores.every(({ scatter, accumulate, access }) => {
    const [outer, ...inner] = access.at.strides;
    const span = inner.reduce((sum, stride, d) => sum + Math.abs(stride) * (sizes[d + 1]! - 1), 0);
    return scatter === null && (!accumulate || Math.abs(outer!) > span);
  });
}

/** Moves every cursor to the first unit of work, a unit being `width` rounds of the outermost dimension. */
export function skip(code: KernelCode, { locals }: Cursors, width: number): void {
  for (const { local, steps } of locals) {
    if (steps[0] === 0) continue;
    code
      .get(local)
      .get(code.start)
      .i32(width * steps[0]!)
      .op("i32.mul", "i32.add")
      .set(local);
  }
}

/** The rounds of the outermost dimension from `start` to `end`. What is left beyond whole vectors belongs to the last unit. */
export function divide(
  code: KernelCode,
  loop: Loop,
  walk: Walk,
  cursors: Cursors,
  inside: (mode: Mode) => void,
): void {
  const vector = walk.vector === 0;
  const { lanes } = walk;
  const width = vector ? lanes * walk.copies : 1;
  const round = (mode: Mode, rounds: number): void => {
    inside(mode);
    cursors.advance(0, rounds);
  };
  skip(code, cursors, width);
  const mode = vector ? vectors(walk.copies, lanes) : scalarMode;
  const count = code.local(i32);
  code.get(code.end).get(code.start).op("i32.sub").set(count);
  code.repeatLocal(count, () => round(mode, width));
  if (!vector || loop.sizes[0]! % width === 0) return;
  code
    .get(code.end)
    .get(code.rounds)
    .i32(width)
    .op("i32.div_u", "i32.eq")
    .if(() => {
      code.get(code.rounds).i32(width).op("i32.rem_u").i32(lanes).op("i32.div_u").set(count);
      if (walk.copies > 1) code.repeatLocal(count, () => round(vectors(1, lanes), lanes));
      code.get(code.rounds).i32(lanes).op("i32.rem_u").set(count);
      code.repeatLocal(count, () => round(scalarMode, 1));
    });
}
