/** A fenced block of TypeScript in a guide or a doc comment. */
export type Block = {
  /** The line of the block's first line of code, from 1. */
  readonly line: number;
  /** The code, every character at the line and column where the file has it. */
  readonly code: string;
  /** Whether the block is run: false if it is fenced as `ts no-run`. */
  readonly run: boolean;
};

/** The `ts` blocks of a file: fenced in Markdown, or in the doc comments of a source file. */
export function blocks(text: string, file: string): Block[] {
  const prefix = file.endsWith(".md") ? /^ */ : /^\s*\* ?/;
  const found: Block[] = [];
  let open: { line: number; code: string[]; run: boolean; foreign: boolean } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const content = line.replace(prefix, "");
    const fence =
      line.length > content.length || file.endsWith(".md") ? /^```(.*)/.exec(content) : null;
    if (open === undefined && fence) {
      const [language, ...words] = fence[1]!.trim().split(/\s+/);
      open = {
        line: index + 2,
        code: Array.from({ length: index + 1 }, () => ""),
        run: !words.includes("no-run"),
        foreign: language !== "ts",
      };
    } else if (open !== undefined && fence) {
      const { foreign, code, ...rest } = open;
      if (!foreign) found.push({ ...rest, code: code.join("\n") });
      open = undefined;
    } else if (open !== undefined) {
      open.code.push(" ".repeat(line.length - content.length) + content);
    }
  }
  return found;
}
