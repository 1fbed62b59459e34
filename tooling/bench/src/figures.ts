/** What was measured for one column. */
export interface Figure {
  readonly value: number;
  /** How it came about where it is not a median of rounds: `≈` from another row, `*` one call, the first, `†` a part of the work. */
  readonly mark: "" | "≈" | "*" | "†";
}

/** One line of the table. */
export interface Line {
  readonly title: string;
  readonly unit: "ms" | "KB" | "MB";
  /** By column. */
  readonly figures: ReadonlyMap<string, Figure>;
  /** The largest difference between two results, as a part of the largest number; null where nothing was compared. */
  readonly difference: number | null;
}

/** Why a column has no figure in a line. */
export interface Note {
  readonly who: string;
  readonly title: string;
  readonly reason: string;
}

/** Lines, and what has to be said about them. */
export interface Measured {
  readonly lines: readonly Line[];
  readonly notes: readonly Note[];
  /** Results that lie too far apart. */
  readonly wrong: readonly string[];
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return (low + high) / 2;
}

/** The first line of what an error says. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0]!.replace(/\.$/, "");
}
