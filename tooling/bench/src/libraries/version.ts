import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The version of an installed package. */
export function version(name: string): string {
  const require = createRequire(import.meta.url);
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(join("node_modules", name))) folder = dirname(folder);
  return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
}
