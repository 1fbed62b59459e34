import * as data from "@chainrule/data";
import * as inspect from "@chainrule/inspect";
import * as linalg from "@chainrule/linalg";
import * as metrics from "@chainrule/metrics";
import * as onnx from "@chainrule/onnx";
import * as functional from "@chainrule/tensor/functional";
import * as signal from "@chainrule/signal";
import * as standalone from "@chainrule/standalone";
import * as chainrule from "chainrule";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const guides: string = fileURLToPath(new URL("../guides/", import.meta.url));

/** The modules whose names the right columns of the tables may use; `F` is the last one as a whole. */
export const modules: Readonly<Record<string, object>> = {
  chainrule,
  "@chainrule/data": data,
  "@chainrule/inspect": inspect,
  "@chainrule/linalg": linalg,
  "@chainrule/metrics": metrics,
  "@chainrule/onnx": onnx,
  "@chainrule/signal": signal,
  "@chainrule/standalone": standalone,
};
export const F: object = functional;

/** A row of a table of names: the code spans in its cells, what a name is called there and here. */
export interface Row {
  readonly page: string;
  readonly line: number;
  readonly there: readonly string[];
  readonly here: readonly string[];
}

const spans = (cell: string): string[] =>
  [...cell.replaceAll(String.raw`\|`, "|").matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

/** The rows of the tables in `guides/from-*.md`. */
export const rows: readonly Row[] = readdirSync(guides)
  .filter((page) => page.startsWith("from-"))
  .flatMap((page) =>
    readFileSync(guides + page, "utf8")
      .split("\n")
      .flatMap((text, index): Row[] => {
        const cells = text.split(/(?<!\\)\|/);
        if (cells.length !== 4) return [];
        return [{ page, line: index + 1, there: spans(cells[1]!), here: spans(cells[2]!) }];
      }),
  );
