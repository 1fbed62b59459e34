import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a package exports besides types, as its list of public names says. */
function valuesOf(name: string): string[] {
  const surface = readFileSync(`${root}tooling/release/surface/${name}.txt`, "utf8");
  return [...surface.matchAll(/^ {2}(\w+)$/gm)].map(([, value]) => value!);
}

test.each([
  ["layers", "apps/docs/guides/layers.md"],
  ["losses", "apps/docs/guides/losses.md"],
  ["optimizers", "apps/docs/guides/optimizers.md"],
  ["metrics", "apps/docs/guides/metrics.md"],
  ["data", "apps/docs/guides/data.md"],
  ["linalg", "apps/docs/guides/linear-algebra.md"],
  ["signal", "apps/docs/guides/signals.md"],
  ["layers", "packages/layers/README.md"],
  ["losses", "packages/losses/README.md"],
  ["optimizers", "packages/optimizers/README.md"],
  ["metrics", "packages/metrics/README.md"],
  ["linalg", "packages/linalg/README.md"],
  ["signal", "packages/signal/README.md"],
  ["tensor", "packages/tensor/README.md"],
])("of %s, %s names all", (name, page) => {
  const text = readFileSync(root + page, "utf8");
  const values = valuesOf(name);
  expect(values.length).toBeGreaterThan(5);
  expect(values.filter((value) => !new RegExp(`\\b${value}\\b`).test(text))).toEqual([]);
});
