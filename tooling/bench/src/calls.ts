import { join } from "node:path";
import type { Contestant } from "./contestants.ts";
import { type Figure, type Line, type Measured, median, type Note, reasonOf } from "./figures.ts";
import { place } from "./inputs.ts";
import type { Settings } from "./options.ts";
import type { Finished, Started } from "./protocol.ts";
import { Session } from "./session.ts";
import type { CallsRow } from "./work.ts";

/** Milliseconds after which a contestant takes no part in further rounds. */
const budget = 10_000;

/** Milliseconds of calls before any is counted: V8 takes hundreds of calls to settle on the code that builds a graph. */
const warmup = 1000;

/** So many batches of an epoch that is too long to wait for show how much memory it takes: what comes after adds 2 %. */
const partOfEpoch = 64;

/** A row of a case, and where things are. */
export interface Task {
  readonly case: string;
  readonly index: number;
  readonly row: CallsRow;
  /** Where inputs may be written. */
  readonly folder: string;
  /** The lines so far, for estimates. */
  readonly lines: readonly Line[];
}

/** A contestant in one row. */
interface Entry {
  readonly contestant: Contestant;
  readonly captured: boolean;
  readonly name: string;
  session: Session | null;
  started: Started | null;
  times: number[];
  spent: number;
  figure: Figure | null;
  finished: Finished | null;
  /** The peak resident set, in bytes. */
  memory: Figure | null;
}

/** Measures one row: every contestant in a process of its own, in turns, round after round. */
export async function measureCalls(
  task: Task,
  contestants: readonly Contestant[],
  settings: Settings,
): Promise<Measured> {
  const { row } = task;
  const notes: Note[] = [];
  const entries = entriesOf(task, contestants, notes);
  try {
    const inputs = place(row.inputs, join(task.folder, `${task.case}-${task.index}`));
    for (const entry of entries) {
      if (entry.figure === null) {
        await attempt(entry, notes, row, () => start(entry, task, inputs, settings));
      }
    }
    for (let round = 0; round < settings.rounds; round++) {
      for (const entry of entries) {
        if (entry.session === null || entry.spent > budget) continue;
        await attempt(entry, notes, row, async () => {
          const { time } = await entry.session!.round({ slice: settings.slice });
          entry.times.push(time);
          entry.spent += Math.max(time, settings.slice);
        });
      }
    }
    for (const entry of entries) {
      if (entry.session === null) continue;
      await attempt(entry, notes, row, async () => {
        entry.figure = { value: timeOf(entry, row), mark: "" };
        entry.finished = await entry.session!.finish();
        entry.memory = { value: entry.finished.memory, mark: "" };
      });
    }
  } finally {
    for (const { session } of entries) session?.close();
  }
  return { ...linesOf(row, entries), notes };
}

function entriesOf(task: Task, contestants: readonly Contestant[], notes: Note[]): Entry[] {
  const { row } = task;
  return contestants.flatMap((contestant) => {
    if (contestant.library === "peak" && row.flops === undefined) return [];
    const reason = row.cannot?.[contestant.library];
    if (reason !== undefined) {
      notes.push({ who: contestant.column, title: row.title, reason });
      return [];
    }
    const both = row.captured === true && contestant.library === "chainrule";
    return (both ? [false, true] : [false]).map((captured): Entry => ({
      contestant,
      captured,
      name: `${contestant.column}${captured ? ", captured" : ""}`,
      session: null,
      started: null,
      times: [],
      spent: 0,
      figure: null,
      finished: null,
      memory: null,
    }));
  });
}

/** Runs a step of an entry; if it fails, the entry is out, with a note. */
async function attempt(
  entry: Entry,
  notes: Note[],
  row: CallsRow,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    entry.session?.close();
    entry.session = null;
    entry.figure = null;
    notes.push({ who: entry.name, title: row.title, reason: reasonOf(error) });
  }
}

/** Starts the process and warms it up, unless another row says that it would take too long. */
async function start(
  entry: Entry,
  task: Task,
  inputs: ReturnType<typeof place>,
  settings: Settings,
): Promise<void> {
  const { row } = task;
  const { contestant, captured } = entry;
  const patience = settings.patience * 1000;
  const estimate = estimateOf(entry, task);
  const isTooLong = estimate !== null && estimate > patience;
  if (isTooLong) entry.figure = { value: estimate, mark: "≈" };
  if (isTooLong && !showsMemory(entry, row, estimate, patience)) return;
  const session = new Session(contestant.worker, contestant.environment);
  entry.session = session;
  entry.started = await session.start({
    library: contestant.library,
    threads: contestant.threads,
    captured,
    case: task.case,
    row: task.index,
    work: row.work,
    inputs,
    batches: isTooLong ? partOfEpoch : null,
    warmup: isTooLong ? 0 : Math.max(warmup, settings.slice),
  });
  const { first } = entry.started;
  if (!isTooLong && first <= patience) return;
  const finished = await session.finish();
  session.close();
  entry.session = null;
  entry.memory = { value: finished.memory, mark: isTooLong ? "†" : "" };
  if (isTooLong) return;
  entry.figure = { value: first, mark: "*" };
  entry.finished = finished;
}

/** Whether part of an epoch, which takes `estimate` in all, is to show its memory. */
function showsMemory(
  { captured, contestant }: Entry,
  { memory, estimate: long }: CallsRow,
  estimate: number,
  patience: number,
): boolean {
  if (memory === undefined || captured || contestant.library === "peak") return false;
  return (estimate / long!.factor) * partOfEpoch <= patience;
}

/** How long one call takes, by the row that this one names. */
function estimateOf({ contestant, captured }: Entry, { row, lines }: Task): number | null {
  if (row.estimate === undefined) return null;
  const title = titleOf(row.estimate.title, captured);
  const line = lines.find((one) => one.title === title);
  const figure = line?.figures.get(contestant.column);
  return figure === undefined ? null : figure.value * row.estimate.factor;
}

/** The median of the rounds; of the probe, the time that the row's operations would take at its speed. */
function timeOf({ times, started }: Entry, row: CallsRow): number {
  const time = median(times);
  const flops = started?.flops;
  return flops === undefined ? time : (row.flops! / flops) * time;
}

function titleOf(title: string, captured: boolean): string {
  return captured ? `${title}, captured` : title;
}

/** The lines of a row: times, times of captured steps beside the same peers, and memory. */
function linesOf(row: CallsRow, entries: readonly Entry[]): Omit<Measured, "notes"> {
  const figures = (captured: boolean): Map<string, Figure> => {
    const found = new Map<string, Figure>();
    for (const entry of entries) {
      const fits = entry.captured === captured || entry.contestant.library !== "chainrule";
      if (fits && entry.figure) found.set(entry.contestant.column, entry.figure);
    }
    return found;
  };
  const { difference, wrong } = compare(row, entries);
  const made: Line[] = [{ title: row.title, unit: "ms", figures: figures(false), difference }];
  if (entries.some(({ captured, figure }) => captured && figure !== null)) {
    const title = titleOf(row.title, true);
    made.push({ title, unit: "ms", figures: figures(true), difference });
  }
  if (row.memory !== undefined) {
    const figured = new Map<string, Figure>();
    for (const { contestant, captured, memory } of entries) {
      if (memory === null || captured || contestant.library === "peak") continue;
      figured.set(contestant.column, { value: memory.value / 2 ** 20, mark: memory.mark });
    }
    made.push({ title: row.memory, unit: "MB", figures: figured, difference: null });
  }
  return { lines: made, wrong };
}

/** Compares every result with the first one. */
function compare(
  row: CallsRow,
  entries: readonly Entry[],
): { difference: number | null; wrong: string[] } {
  const results = entries.filter(({ finished }) => (finished?.check.length ?? 0) > 0);
  const [base, ...others] = results;
  if (base === undefined || others.length === 0) return { difference: null, wrong: [] };
  const expected = base.finished!.check;
  const wrong: string[] = [];
  let largest = 0;
  for (const { name, finished } of others) {
    const count = Math.min(expected.length, finished!.check.length);
    const scale = Math.max(...expected.slice(0, count).map(Math.abs));
    const apart = finished!.check
      .slice(0, count)
      .map((value, i) => Math.abs(value - expected[i]!) / scale);
    const difference = apart.some(Number.isNaN) ? Infinity : Math.max(...apart);
    largest = Math.max(largest, difference);
    if (difference > (row.tolerance ?? 1e-4)) {
      wrong.push(
        `"${row.title}": ${name} and ${base.name} differ by ${difference.toExponential(1)} of the largest of ${count} numbers.`,
      );
    }
  }
  return { difference: largest, wrong };
}
