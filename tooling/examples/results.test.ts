import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The first table of a page, or of its part below a heading: the cells of each row, by row and column title. */
function tableOf(page: string, heading?: string): Map<string, Map<string, string>> {
  const path = fileURLToPath(new URL(`../../${page}`, import.meta.url));
  const text = readFileSync(path, "utf8");
  const start = heading === undefined ? 0 : text.indexOf(`\n## ${heading}\n`);
  const lines = text.slice(start).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  const [titles, , ...rows] = lines.slice(first, first + length).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return new Map(
    rows.map(([title, ...cells]) => [
      title!,
      new Map(cells.map((cell, i) => [titles![i + 1]!, cell])),
    ]),
  );
}

test("what README says of speed are rows of the results", () => {
  const results = tableOf("tooling/bench/results/amd-epyc.md");
  const shown = tableOf("README.md", "How fast");
  expect(shown.size).toBeGreaterThan(5);
  for (const [title, cells] of shown) {
    for (const [column, cell] of cells) {
      expect(cell, `${title}, ${column}`).toBe(results.get(title)?.get(column));
    }
  }
});

test("what README says of another processor is in its results", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const said =
    /PyTorch takes (\S+×) the time of a\s+captured CNN step and (\S+×) that of an MLP step/;
  const results = tableOf("tooling/bench/results/intel-xeon.md");
  const figures = [
    "CNN of two 5×5 convolutions, step, captured",
    "MLP 784-256-128-10, step, captured",
  ].map((title) => /\((.*)\)/.exec(results.get(title)!.get("PyTorch ×1")!)![1]);
  expect(said.exec(readme)?.slice(1)).toEqual(figures);
});
