import type { Figure, Line } from "./figures.ts";

/** Three significant digits. */
function digits(value: number): string {
  const places = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toLocaleString("en", {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
}

/** A measured value with its unit: times as µs, ms or s. */
export function quantity(value: number, unit: Line["unit"]): string {
  if (unit !== "ms") return `${digits(value)} ${unit}`;
  if (value < 0.1) return `${digits(value * 1000)} µs`;
  return value < 1000 ? `${digits(value)} ms` : `${digits(value / 1000)} s`;
}

function cell(figure: Figure | undefined, unit: Line["unit"], base: number): string {
  if (figure === undefined) return "–";
  const { value, mark } = figure;
  const text = `${mark === "≈" ? "≈ " : ""}${quantity(value, unit)}${mark === "*" ? "\\*" : mark === "†" ? "†" : ""}`;
  return value === base ? text : `${text} (${digits(value / base)}×)`;
}

/** A column's name, and whether it is the machine's peak, which nothing is compared with. */
export interface Column {
  readonly column: string;
  readonly library: string;
}

/** The figure that the others of a line are compared with: the first of a library. */
function baseOf(line: Line, columns: readonly Column[]): number {
  const base = columns.find(
    ({ column, library }) => library !== "peak" && line.figures.has(column),
  );
  return base === undefined ? Number.NaN : line.figures.get(base.column)!.value;
}

/** The lines as a Markdown table. Columns without a figure are left out. */
export function table(lines: readonly Line[], columns: readonly Column[]): string {
  const shown = columns
    .map(({ column }) => column)
    .filter((column) => lines.some(({ figures }) => figures.has(column)));
  const rows = lines.map((line) => {
    const base = baseOf(line, columns);
    const cells = shown.map((column) => cell(line.figures.get(column), line.unit, base));
    const difference = line.difference === null ? "" : line.difference.toExponential(0);
    return `| ${[line.title, ...cells, difference].join(" | ")} |`;
  });
  return [
    `| ${["", ...shown, "difference"].join(" | ")} |`,
    `| ${["---", ...shown.map(() => "---:"), "---:"].join(" | ")} |`,
    ...rows,
  ].join("\n");
}
