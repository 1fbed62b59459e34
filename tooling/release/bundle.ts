import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** A minified module, and what made it. */
export interface Bundle {
  readonly code: Uint8Array;
  /** Its size in bytes, after gzip -9. */
  readonly gzip: number;
  /** Bytes of each source file in it. */
  readonly inputs: Metafile["outputs"][string]["inputs"];
}

/** The condition under which packages leave out what a page that trains a network can do without. */
export const lean = "chainrule-lean";

/** The condition under which they leave out what only images need: convolutions and windows. */
export const dense = "chainrule-dense";

/**
 * Bundles a module for browsers and minifies it.
 *
 * @param contents - The source of the module.
 * @param folder - Where its imports resolve from.
 * @param external - Packages that stay imports.
 * @param conditions - Conditions that choose among the parts of packages, besides those of a bundler for browsers.
 */
export async function bundle(
  contents: string,
  folder: string,
  external: readonly string[] = [],
  conditions: readonly string[] = [],
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    // Such as esbuild itself has them unless told.
    conditions: ["module", ...conditions],
    external: ["node:*", ...external],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const code = outputFiles[0]!.contents;
  const { inputs } = Object.values(metafile.outputs)[0]!;
  return { code, gzip: gzipSync(code, { level: 9 }).length, inputs };
}
