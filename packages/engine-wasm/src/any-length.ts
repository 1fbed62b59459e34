import type { Contract, Kernel, Loop } from "@chainrule/compiler";
import { unitsOf } from "#nests";
import type { Features } from "./features.ts";
import type { KernelFunction } from "./kernel-function.ts";
import { type Schedule, scheduleOf } from "./schedule.ts";
import { walkOf } from "./walk.ts";
import { streams, workOf } from "./work.ts";

/**
 * How long a kernel is: the rounds of the dimension whose rounds are its units of work, the outermost one of a nest or the rows of a product. The code of most
 * kernels takes that number as an argument, and is the same for many of them: a batch of another size needs no other code.
 */
export interface KernelLength {
  readonly rounds: number;
  /** What the code depends on: equal kernels, with what they have for the length, share theirs. */
  readonly like: object;
  /** Into how many units its last function is divided; `null` where code is for this length alone. */
  readonly units: number | null;
  /** Whether that reads much from memory, however few of its units it is for. */
  readonly streams: boolean;
}

/** How long a kernel is. */
export function lengthOf(kernel: Kernel, features: Features): KernelLength {
  switch (kernel.kind) {
    case "loop":
      return lengthOfLoop(kernel);
    case "rows": {
      const rounds = kernel.loops[0]!.sizes[0]!;
      const like = { ...kernel, loops: kernel.loops.map(ofAnyLength) };
      return { rounds, like, units: rounds, streams: false };
    }
    case "contract":
      // The compiler has asked before whether there is a schedule.
      return lengthOfProduct(kernel, scheduleOf(kernel, features)!);
    default:
      return { rounds: 0, like: kernel, units: null, streams: false };
  }
}

/** The functions of a kernel for its length, which may have been compiled for another one. */
export function withLength<F extends Omit<KernelFunction, "run" | "module">>(
  functions: readonly F[],
  kernel: Kernel,
  { rounds, units, streams: streamed }: KernelLength,
): readonly F[] {
  const last = functions.at(-1);
  if (last === undefined) return functions;
  const own = { rounds, units: units ?? last.units, work: workOf(kernel), streams: streamed };
  return [...functions.slice(0, -1), { ...last, ...own }];
}

const ofAnyLength = (loop: Loop): Loop => ({ ...loop, sizes: loop.sizes.with(0, 0) });

function lengthOfLoop(loop: Loop): KernelLength {
  const [rounds = 0] = loop.sizes;
  const walk = walkOf(loop);
  const { vector, lanes, copies } = walk;
  const units = unitsOf(loop, walk);
  const own = { rounds, streams: false };
  if (units === 1) return { ...own, like: loop, units: null };
  const rest = vector === 0 && rounds % (lanes * copies) > 0;
  return { ...own, like: { ...ofAnyLength(loop), walk: [vector, copies, rest] }, units };
}

function lengthOfProduct(kernel: Contract, schedule: Schedule): KernelLength {
  const { row, rows, tiles, groups, columns, packedA } = schedule;
  const own = { rounds: row.size, streams: streams(schedule) };
  const inGroups = rows.length === 0 && packedA === null && row.size > tiles[0]!.height;
  if (!inGroups) return { ...own, like: kernel, units: null };
  const like = {
    ...kernel,
    dimensions: [],
    schedule: {
      ...schedule,
      row: { ...row, size: 0 },
      tiles: tiles.map(({ height }) => height),
      scratch: null,
    },
  };
  const panels = Math.ceil(columns.size / (schedule.lanes * schedule.vectors));
  return { ...own, like, units: groups * panels };
}
