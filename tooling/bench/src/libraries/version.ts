import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The version of an installed package. */
export function version(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (folder !== dirname(folder)) {
    const file = join(folder, "package.json");
    const manifest: { name?: string; version?: string } = existsSync(file)
      ? JSON.parse(readFileSync(file, "utf8"))
      : {};
    if (manifest.name === name) return manifest.version ?? "";
    folder = dirname(folder);
  }
  return "";
}
