import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { publishedPackages, root } from "./published.ts";

/** Where the version stands that a copy of a package is named by. */
export const brands: readonly string[] = [
  "packages/tensor/src/brand.ts",
  "packages/layers/src/module.ts",
];
const pattern = /^const version = "[^"]*";$/m;

/** Writes the packages' version where copies are named by it, in the workspace at `folder`. */
export function stampVersion(folder: string = root): void {
  const versions = [...new Set(publishedPackages(folder).map(({ manifest }) => manifest.version))];
  if (versions.length !== 1)
    throw new Error(`stamp: packages must have one version; got ${versions.join(" and ")}.`);
  for (const brand of brands) {
    const file = join(folder, brand);
    const text = readFileSync(file, "utf8");
    if (!pattern.test(text)) throw new Error(`stamp: ${brand} must hold a version.`);
    writeFileSync(file, text.replace(pattern, `const version = "${versions[0]}";`));
  }
}

/**
 * Makes the packages of a snapshot ask for exactly that snapshot of each other. The usual range would take a later one, too: to npm, all of them are versions of 0.0.0 that go on from each other, which
 * snapshots need not.
 */
export function stampSnapshot(folder: string = root): void {
  for (const { path, manifest } of publishedPackages(folder)) {
    if (!manifest.version.startsWith("0.0.0-")) continue;
    const text = JSON.stringify(manifest, null, 2).replaceAll('"workspace:^"', '"workspace:*"');
    writeFileSync(join(path, "package.json"), `${text}\n`);
  }
}

/**
 * Writes into each `package.json` which repository it comes from, where that is known: in a workflow, which says so in `GITHUB_REPOSITORY`.
 * Provenance is refused without it. It is not committed, so that a fork names itself.
 */
export function stampRepository(
  folder: string = root,
  {
    GITHUB_REPOSITORY: name,
    GITHUB_SERVER_URL: server = "https://github.com",
  }: NodeJS.ProcessEnv = process.env,
): void {
  if (!name) return;
  for (const { path, manifest } of publishedPackages(folder)) {
    const directory = relative(folder, path).replaceAll("\\", "/");
    const repository = { type: "git", url: `git+${server}/${name}.git`, directory };
    const text = JSON.stringify({ ...manifest, repository }, null, 2);
    writeFileSync(join(path, "package.json"), `${text}\n`);
  }
}
