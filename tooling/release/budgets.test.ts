import { describe, expect, test } from "vitest";
import { imports, packages } from "./budgets.ts";
import { publishedPackages } from "./published.ts";
import { excessWeight } from "./weight.ts";

// Of the sources, so that no build is needed. The rehearsal weighs the same of installed packages.
const here = import.meta.dirname;
const published = publishedPackages();
const names = published.map(({ manifest }) => manifest.name);

describe("what people import together", () => {
  test.each(imports)("$title: at most $ceiling KB", async (budget) => {
    expect(await excessWeight(budget, here)).toBe("");
  });
});

describe("a package without its neighbours", () => {
  test("each has a ceiling", () => {
    expect(Object.keys(packages).toSorted()).toEqual(published.map(({ short }) => short));
  });

  test.each(published)("$manifest.name", async ({ short, manifest: { name } }) => {
    const others = names.filter((other) => other !== name);
    const budget = { source: `export * from "${name}";`, ceiling: packages[short]![0] };
    expect(await excessWeight(budget, here, others)).toBe("");
  });
});
