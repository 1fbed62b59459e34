import type { Contestant } from "./contestants.ts";
import { type Figure, type Measured, median, type Note, reasonOf } from "./figures.ts";
import type { Settings } from "./options.ts";
import type { ProgramRow } from "./work.ts";

/** Measures a row whose figures are of whole programs, in turns, round after round. */
export async function measurePrograms(
  row: ProgramRow,
  contestants: readonly Contestant[],
  settings: Settings,
): Promise<Measured> {
  const notes: Note[] = [];
  const values = new Map<string, number[]>();
  const failed = new Set<string>();
  for (let round = 0; round < (row.exact ? 1 : settings.rounds); round++) {
    for (const { column, program } of contestants) {
      const subject = program(row.program);
      if (subject === null || failed.has(column)) continue;
      try {
        const value = await row.measure(subject);
        if (value !== null) values.set(column, [...(values.get(column) ?? []), value]);
      } catch (error) {
        failed.add(column);
        values.delete(column);
        notes.push({ who: column, title: row.title, reason: reasonOf(error) });
      }
    }
  }
  const figures = new Map<string, Figure>();
  for (const [column, all] of values) figures.set(column, { value: median(all), mark: "" });
  return {
    lines: [{ title: row.title, unit: row.unit, figures, difference: null }],
    notes,
    wrong: [],
  };
}
