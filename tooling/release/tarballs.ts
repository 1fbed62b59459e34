// Checks the tarballs that would be published: whether every way to import a package finds its code and its types. Needs a build.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Published, publishedPackages, root } from "./published.ts";

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "chainrule-tarballs-"));
const manifest = createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json");
const attw = join(dirname(manifest), "dist/index.js");
const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");

/** What attw finds wrong with a package, or nothing. */
async function problems({ path, short }: Published): Promise<string> {
  const tarball = join(folder, `${short}.tgz`);
  try {
    await execute(process.execPath, [pnpm, "pack", "--out", tarball], { cwd: path });
    const options = ["--profile", "esm-only", "--no-emoji", "--no-color", "--format", "ascii"];
    await execute(process.execPath, [attw, tarball, ...options]);
    return "";
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return stdout + stderr || String(error);
  }
}

try {
  for (const one of publishedPackages()) {
    const found = await problems(one);
    console.log(`${found === "" ? "✓" : "✗"} ${one.manifest.name}\n${found}`.trimEnd());
    if (found !== "") process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
