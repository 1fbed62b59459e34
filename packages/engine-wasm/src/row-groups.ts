import { i32 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import { roundsIn } from "./rounds.ts";
import type { Schedule } from "./schedule.ts";
import type { Tiles } from "./tile-choice.ts";

/** Bytes of the first operand that stay in the second-level cache. */
const cachedRows = 393_216;

/** Units of work, for threads to share. */
const wantedUnits = 16;

/** Bytes of a first operand that is worth reading ahead. */
const leastAhead = 2 ** 21;

/** Bytes of a line of the cache. */
const cacheLine = 64;

const total = (tiles: readonly Tiles[]): number => tiles.reduce((n, { count }) => n + count, 0);

/** Into how many groups the tiles of one panel are divided, whose rows have so many bytes. */
export function groupsOf(tiles: readonly Tiles[], panels: number, bytes: number): number {
  return Math.min(
    total(tiles),
    Math.max(Math.ceil(bytes / cachedRows), Math.ceil(wantedUnits / panels)),
  );
}

/** What of the first operand lies in one stretch, though tiles would fetch it from memory a few elements of each row at a time. */
export function aheadOf(
  { row, rows, sums, outerSums, groups, lanewise, packedA }: Omit<Schedule, "ahead">,
  bytes: number,
): Schedule["ahead"] {
  const [one, ...others] = sums;
  if (one === undefined || others.length > 0 || rows.length > 0) return null;
  if (lanewise || packedA !== null) return null;
  if (bytes * row.size * one.size * roundsIn(outerSums) < leastAhead) return null;
  if (groups > 1 && one.a === 1 && row.a === one.size) return "group";
  return row.a === 1 && one.a === row.size ? "round" : null;
}

/**
 * Reads so many elements of the first operand, one of every line of the cache. Memory gives a stretch from end to end several times as fast as tiles ask
 * for it: a few elements of each of their rows in turn.
 */
function readAhead(code: KernelCode, from: number, bytes: number, elements: () => void): void {
  code.scratch(i32, 2, (at, lines) => {
    elements();
    code
      .i32(cacheLine / bytes)
      .op("i32.div_u")
      .set(lines);
    code.get(from).set(at);
    code.repeatLocal(lines, () => {
      code.get(at).memory("i32.load").op("drop");
      code.advance(at, cacheLine);
    });
  });
}

/** Reads the rows of a round of the outer sums ahead, from local `from`, if there are `count` units to compute and the schedule says so. */
export function readRound(
  code: KernelCode,
  { ahead, sums }: Schedule,
  bytes: number,
  count: number,
  from: number,
): void {
  if (ahead !== "round") return;
  code
    .get(count)
    .if(() =>
      readAhead(
        code,
        from,
        bytes,
        () => void code.get(code.rounds).i32(roundsIn(sums)).op("i32.mul"),
      ),
    );
}

/** The code that divides a panel's tiles into groups; `null` where there is one tile, or rows that are no neighbours. */
export function rowGroups(code: KernelCode, schedule: Schedule): RowGroups | null {
  return schedule.rows.length === 0 && total(schedule.tiles) > 1
    ? new RowGroups(code, schedule)
    : null;
}

/** The code for a group of a panel's tiles. */
export class RowGroups {
  readonly #code: KernelCode;
  readonly #schedule: Schedule;
  /** The first row of a group. */
  readonly row: number;
  /** The number of its first tile, and of the one behind its last. */
  readonly #first: number;
  readonly #end: number;
  /** How many tiles there are, and how many of them are tall: the first ones. */
  readonly #total: number;
  readonly #tall: number;

  constructor(code: KernelCode, schedule: Schedule) {
    this.#code = code;
    this.#schedule = schedule;
    this.row = code.local(i32);
    this.#first = code.local(i32);
    this.#end = code.local(i32);
    this.#total = code.local(i32);
    this.#tall = code.local(i32);
    const { height } = schedule.tiles[0]!;
    code
      .get(code.rounds)
      .i32(height - 1)
      .op("i32.add")
      .i32(height)
      .op("i32.div_u")
      .set(this.#total);
    code.get(code.rounds).get(this.#total);
    code
      .i32(height - 1)
      .op("i32.mul", "i32.sub")
      .set(this.#tall);
  }

  /** Finds the tiles and the first row of a group, whose number is in local `group`. */
  start(group: number): void {
    const { tiles, groups } = this.#schedule;
    const code = this.#code;
    const first = this.#first;
    for (const [which, local] of [
      [0, first],
      [1, this.#end],
    ] as const) {
      code.get(group).i32(which).op("i32.add").get(this.#total).op("i32.mul").i32(groups);
      code.op("i32.div_u").set(local);
    }
    code.get(first).i32(tiles[0]!.height).op("i32.mul");
    // One row less for every low tile before.
    if (tiles.length > 1) this.#beyond(first).get(this.#tall).op("i32.sub", "i32.sub");
    code.set(this.row);
  }

  /** Reads the group's rows ahead, from local `from`, if the schedule says so: for the first panel, and where a thread starts. */
  readAhead(from: number, bytes: number, panel: number, unit: number): void {
    const { ahead, row, tiles } = this.#schedule;
    if (ahead !== "group") return;
    const code = this.#code;
    code.get(panel).op("i32.eqz").get(unit).get(code.start).op("i32.eq", "i32.or");
    code.if(() =>
      readAhead(code, from, bytes, () => {
        // Rows may be one fewer.
        code
          .get(this.#end)
          .get(this.#first)
          .op("i32.sub")
          .i32(tiles.at(-1)!.height * row.a)
          .op("i32.mul");
      }),
    );
  }

  /** Runs the group's tiles, each of a height. */
  run(tile: (height: number) => void): void {
    const code = this.#code;
    const left = code.local(i32);
    const [tall, low] = this.#schedule.tiles as [Tiles, Tiles?];
    if (low === undefined) {
      code.get(this.#end).get(this.#first).op("i32.sub").set(left);
      return void code.repeatLocal(left, () => tile(tall.height));
    }
    this.#until(this.#end);
    this.#until(this.#first).op("i32.sub").set(left);
    code.repeatLocal(left, () => tile(tall.height));
    this.#beyond(this.#end);
    this.#beyond(this.#first).op("i32.sub").set(left);
    code.repeatLocal(left, () => tile(low.height));
  }

  /** Pushes a tile's number, or how many tiles are tall where that is less. */
  #until(tile: number): KernelCode {
    const code = this.#code;
    return code.get(tile).get(this.#tall).get(tile).get(this.#tall).op("i32.lt_s", "select");
  }

  /** The same where that is more. */
  #beyond(tile: number): KernelCode {
    const code = this.#code;
    return code.get(tile).get(this.#tall).get(tile).get(this.#tall).op("i32.gt_s", "select");
  }
}
