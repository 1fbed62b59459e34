import type { MarkdownRenderer } from "vitepress";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

/** As many characters stand beside each other in a phone. */
const fits = 36;

/** A table of more columns is one of short entries, which is read across. */
const mostColumns = 4;

/**
 * Marks the tables whose rows do not fit a phone: there the cells of a row stand below each other (`theme/tables.css`). Where a row has more than two, each says in
 * `data-column` which it is.
 */
export function markWideTables(md: MarkdownRenderer): void {
  // VitePress's own rule writes the same without other attributes.
  md.renderer.rules["table_open"] = (tokens, i, options, _, self) => {
    tokens[i]!.attrSet("tabindex", "0");
    return self.renderToken(tokens, i, options);
  };
  md.core.ruler.push("wide tables", ({ tokens }) => {
    tokens.forEach((token, start) => {
      if (token.type !== "table_open") return;
      const end = tokens.findIndex(({ type }, i) => i > start && type === "table_close");
      mark(token, cellsOf(tokens.slice(start, end)));
    });
  });
}

/** A cell: what opens it, in which column it is, and its text without marks. */
interface Cell {
  readonly open: Token;
  readonly column: number;
  readonly text: string;
}

function cellsOf(tokens: readonly Token[]): Cell[] {
  let column = 0;
  return tokens.flatMap((open, i) => {
    if (open.type === "tr_open") column = 0;
    if (open.type !== "th_open" && open.type !== "td_open") return [];
    return [{ open, column: column++, text: tokens[i + 1]!.content.replaceAll(/[`$*_\\]/g, "") }];
  });
}

function mark(table: Token, cells: readonly Cell[]): void {
  const names = cells.filter(({ open }) => open.type === "th_open").map(({ text }) => text);
  const widths = names.map((_, i) =>
    Math.max(...cells.filter(({ column }) => column === i).map(({ text }) => text.length)),
  );
  const width = widths.reduce((sum, one) => sum + one, 0);
  if (width <= fits || names.length > mostColumns) return;
  table.attrJoin("class", names.length > 2 ? "wide labelled" : "wide");
  if (names.length === 2) return;
  for (const { open, column } of cells) {
    if (open.type === "td_open" && column > 0) open.attrSet("data-column", names[column]!);
  }
}
