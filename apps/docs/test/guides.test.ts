import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a package exports besides types, as its list of public names says. */
function valuesOf(name: string): string[] {
  const surface = readFileSync(`${root}tooling/release/surface/${name}.txt`, "utf8");
  return [...surface.matchAll(/^ {2}(\w+)$/gm)].map(([, value]) => value!);
}

test.each(["layers", "losses", "optimizers"])("the guide to %s names all of them", (name) => {
  const guide = readFileSync(`${root}apps/docs/guides/${name}.md`, "utf8");
  const values = valuesOf(name);
  expect(values.length).toBeGreaterThan(15);
  expect(values.filter((value) => !new RegExp(`\\b${value}\\b`).test(guide))).toEqual([]);
});
