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
  const text = `${mark === "≈" ? "≈ " : ""}${quantity(value, unit)}${mark === "*" ? "\\*" : ""}`;
  return value === base ? text : `${text} (${digits(value / base)}×)`;
}

/** The column that the others of its line are compared with: the first that is not the machine's peak. */
function baseOf(line: Line, columns: readonly string[]): number {
  const [, ...rest] = columns;
  const column = rest.find((one) => line.figures.has(one));
  return column === undefined ? Number.NaN : line.figures.get(column)!.value;
}

/** The lines as a Markdown table. `columns` are all there may be, the machine's peak first; those without a figure are left out. */
export function table(lines: readonly Line[], columns: readonly string[]): string {
  const shown = columns.filter((column) => lines.some(({ figures }) => figures.has(column)));
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
