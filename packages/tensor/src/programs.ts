import type { Capture, Engine, Executable, Structure } from "@chainrule/graph";
import { getEngine } from "./engine.ts";

/** How many programs are kept: those used last. */
const capacity = 256;

interface Program {
  readonly structure: Structure;
  readonly executable: Executable;
}

/** In the order of their last use. */
const programs: Program[] = [];
let engine: Engine | undefined;
let prepared = 0;
let runs = 0;

/** The program of `capture` on the engine set: made once for each structure, as long as it is kept. */
export function programFor(capture: Capture): Executable {
  const current = getEngine();
  if (engine !== current) {
    programs.length = 0;
    engine = current;
  }
  const { structure } = capture;
  // Mostly it is the one that ran last; others differ from it early.
  const place = programs.findLastIndex((program) => program.structure.equals(structure));
  const [known] = place < 0 ? [] : programs.splice(place, 1);
  const program = known ?? { structure, executable: current.prepare(capture.graph()) };
  if (known === undefined) prepared++;
  programs.push(program);
  if (programs.length > capacity) programs.shift();
  return program.executable;
}

/** Says that a program ran. */
export function countRun(): void {
  runs++;
}

/** How many programs were compiled, and how often one ran, since the process started. */
export interface ProgramCounts {
  readonly compiled: number;
  readonly runs: number;
}

/**
 * How many programs were compiled, and how often one ran, since the process started. A test of a training loop compares two of these.
 *
 * ```ts
 * import { countPrograms, tensor } from "@chainrule/tensor";
 *
 * tensor([1, 2]).mul(3).data();
 * const { compiled } = countPrograms();
 * tensor([5, 6]).mul(7).data();
 * countPrograms().compiled - compiled; // => 0
 * ```
 */
export function countPrograms(): ProgramCounts {
  return { compiled: prepared, runs };
}
