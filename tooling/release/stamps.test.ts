import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishedPackages, root } from "./published.ts";
import { brands, stampRepository, stampSnapshot, stampVersion } from "./stamps.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-stamps-"));
  for (const { path } of publishedPackages()) {
    const manifest = join(path, "package.json").slice(root.length);
    cpSync(join(root, manifest), join(folder, manifest));
  }
  for (const brand of brands) cpSync(join(root, brand), join(folder, brand));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Gives every package but those in `except` a version. */
function setVersions(version: string, except: readonly string[] = []): void {
  for (const { path, short, manifest } of publishedPackages(folder)) {
    if (except.includes(short)) continue;
    writeFileSync(join(path, "package.json"), JSON.stringify({ ...manifest, version }));
  }
}

const textOf = (brand: string): string => readFileSync(join(folder, brand), "utf8");

test.each(brands)("the version of the packages is written into %s", (brand) => {
  const before = textOf(brand);
  setVersions("1.2.3-snapshot");
  stampVersion(folder);
  const after = textOf(brand);
  expect(after).toContain('const version = "1.2.3-snapshot";');
  expect(after.replace(/"1.2.3-snapshot"/, before.match(/version = (".*?")/)![1]!)).toBe(before);
});

test("different versions are an error, and nothing is written", () => {
  const before = brands.map(textOf);
  setVersions("1.2.3", ["layers"]);
  expect(() => stampVersion(folder)).toThrow(/packages must have one version; got .* and /);
  expect(brands.map(textOf)).toEqual(before);
});

test("a workflow's repository is written into each package.json, a page of its own for each", () => {
  stampRepository(folder, { GITHUB_REPOSITORY: "someone/chainrule" });
  for (const { path, short } of publishedPackages(folder))
    expect(JSON.parse(readFileSync(join(path, "package.json"), "utf8"))).toMatchObject({
      repository: {
        type: "git",
        url: "git+https://github.com/someone/chainrule.git",
        directory: `packages/${short}`,
      },
    });
});

test("the packages of a snapshot ask for exactly each other, those of a version for what goes with it", () => {
  const asked = (): Set<string> =>
    new Set(
      publishedPackages(folder).flatMap(({ manifest }) =>
        Object.values(manifest.dependencies ?? {}),
      ),
    );
  setVersions("1.2.3");
  stampSnapshot(folder);
  expect(asked()).toEqual(new Set(["workspace:^"]));
  setVersions("0.0.0-snapshot-20300102030405");
  stampSnapshot(folder);
  expect(asked()).toEqual(new Set(["workspace:*"]));
});

test("elsewhere nothing says where a package comes from", () => {
  const read = (): string[] =>
    publishedPackages(folder).map(({ path }) => readFileSync(join(path, "package.json"), "utf8"));
  const before = read();
  stampRepository(folder, {});
  expect(read()).toEqual(before);
});
