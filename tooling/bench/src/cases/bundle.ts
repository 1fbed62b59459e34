import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import type { Program, ProgramRow } from "../work.ts";

/** Kilobytes that a page loads before it trains the MLP: minified files and what they fetch, compressed. */
async function kilobytes({ bundle }: Program): Promise<number | null> {
  if (bundle === null) return null;
  const { outputFiles, metafile } = await build({
    entryPoints: [bundle.source],
    outdir: "page",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["node:*"],
    alias: bundle.alias,
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const loaded = needed(metafile);
  const parts = outputFiles
    .filter(({ path }) => loaded.has(basename(path)))
    .map(({ contents }): Uint8Array => contents)
    .concat(bundle.binaries.map((file) => readFileSync(file)));
  return parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0) / 1000;
}

/** The names of the files that load with the first one: not those that are imported later, or never. */
function needed({ outputs }: Metafile): Set<string> {
  const found = new Set(Object.keys(outputs).filter((path) => outputs[path]!.entryPoint));
  const names = new Set<string>();
  for (const path of found) {
    names.add(basename(path));
    for (const { path: next, kind, external } of outputs[path]!.imports) {
      if (kind === "import-statement" && !external) found.add(next);
    }
  }
  return names;
}

const rows: readonly ProgramRow[] = [
  {
    title: "a page that trains the MLP, gzip",
    unit: "KB",
    program: "first-step",
    exact: true,
    measure: kilobytes,
  },
];
export default rows;
