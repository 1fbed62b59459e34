import { describe, expect, test } from "vitest";
import { exportedNames } from "./exported-names.ts";
import { entryPoints, publishedPackages } from "./published.ts";

const packages = publishedPackages();
const entries = new Map(packages.flatMap((one) => [...entryPoints(one)]));

describe.each(packages)("$manifest.name", (one) => {
  const names = new Map(
    [...entryPoints(one)].map(([entry, file]) => [entry, exportedNames(file, entries)]),
  );

  test("exports what surface/ says; `npm run surface` writes what is meant to change", async () => {
    const text = [...names].map(([entry, list]) => [entry, ...list.map((name) => `  ${name}`), ""]);
    await expect(text.flat().join("\n")).toMatchFileSnapshot(`surface/${one.short}.txt`);
  });

  test("a part exports nothing that the package does not, itself or in a namespace of the part's name", () => {
    const whole = new Set(names.get(one.manifest.name));
    const others = [...names].filter(([entry]) => !whole.has(entry.split("/").at(-1)!));
    expect(others.flatMap(([, list]) => list).filter((name) => !whole.has(name))).toEqual([]);
  });
});
