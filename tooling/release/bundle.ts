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

/**
 * Bundles a module for browsers and minifies it.
 *
 * @param contents - The source of the module.
 * @param folder - Where its imports resolve from.
 * @param external - Packages that stay imports.
 */
export async function bundle(
  contents: string,
  folder: string,
  external: readonly string[] = [],
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["node:*", ...external],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const code = outputFiles[0]!.contents;
  const { inputs } = Object.values(metafile.outputs)[0]!;
  return { code, gzip: gzipSync(code, { level: 9 }).length, inputs };
}
