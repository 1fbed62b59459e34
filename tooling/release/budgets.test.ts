import { describe, expect, test } from "vitest";
import { imports, packages } from "./budgets.ts";
import { bundle } from "./bundle.ts";
import { publishedPackages } from "./published.ts";

const here = import.meta.dirname;
const published = publishedPackages();
const names = published.map(({ manifest }) => manifest.name);

/** Fails with the sources that weigh most, where a module is heavier than its ceiling. */
async function expectBelow(
  ceiling: number,
  source: string,
  external: readonly string[] = [],
  conditions: readonly string[] = [],
): Promise<void> {
  const { gzip, inputs } = await bundle(source, here, external, conditions);
  const heaviest = Object.entries(inputs)
    .toSorted(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 10)
    .map(([file, { bytesInOutput }]) => `${bytesInOutput} ${file}`);
  const kilobytes = gzip / 1000;
  expect(kilobytes, `${kilobytes} KB; before gzip:\n${heaviest.join("\n")}`).toBeLessThanOrEqual(
    ceiling,
  );
}

describe("what people import together", () => {
  test.each(imports)("$title: at most $ceiling KB", async ({ source, ceiling, conditions }) => {
    await expectBelow(ceiling, source, [], conditions);
  });
});

describe("a package without its neighbours", () => {
  test("each has a ceiling", () => {
    expect(Object.keys(packages).toSorted()).toEqual(published.map(({ short }) => short));
  });

  test.each(published)("$manifest.name", async ({ short, manifest: { name } }) => {
    const others = names.filter((other) => other !== name);
    await expectBelow(packages[short]![0], `export * from "${name}";`, others);
  });
});
