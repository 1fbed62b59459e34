/** A column of a table: its title, and which side its cells are aligned to. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

function pad(text: string, width: number, align: Column["align"]): string {
  return align === "left" ? text.padEnd(width) : text.padStart(width);
}

/** Rows as text, each column as wide as its widest cell, two spaces apart. Columns in which no row says anything are left out. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const shown = columns.flatMap((column, i) =>
    rows.some((row) => row[i] !== "") ? [{ ...column, i }] : [],
  );
  const lines = [
    shown.map(({ title }) => title),
    ...rows.map((row) => shown.map(({ i }) => row[i]!)),
  ];
  const widths = shown.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => pad(cell, widths[i]!, shown[i]!.align))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
