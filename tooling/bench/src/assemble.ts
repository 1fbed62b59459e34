import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../../../packages/", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports: object };
}

/**
 * Puts into `folder` what the measured processes run: JavaScript of this package, and in `node_modules` our packages as they are
 * published (one file for each entry point, with the published `exports`), or the peers, or both.
 */
export async function assemble(
  folder: string,
  { ours, peers }: { readonly ours: boolean; readonly peers: string | null },
): Promise<void> {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  await bundle(folder);
  for (const name of ours ? readdirSync(packages) : []) {
    const from = join(packages, name);
    const text = readFileSync(join(from, "package.json"), "utf8");
    const manifest = JSON.parse(text) as Manifest;
    if (!manifest.private) await publish(from, manifest, join(modules, manifest.name));
  }
  for (const name of peers === null ? [] : readdirSync(peers)) {
    if (!name.startsWith(".")) symlinkSync(join(peers!, name), join(modules, name), "junction");
  }
}

/** A package as the workspace's build makes it, without declarations. */
async function publish(from: string, manifest: Manifest, to: string): Promise<void> {
  const { name, version, exports, publishConfig } = manifest;
  await build({
    entryPoints: Object.values(exports)
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(from, path)),
    outdir: join(to, "dist"),
    outbase: join(from, "src"),
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2023",
    platform: "neutral",
    logLevel: "error",
  });
  const published = {
    name,
    version,
    type: "module",
    sideEffects: false,
    exports: publishConfig?.exports,
  };
  writeFileSync(join(to, "package.json"), JSON.stringify(published));
}

/** The files that processes start with, or import by name. */
async function bundle(folder: string): Promise<void> {
  const files = ["cases", "libraries", "programs"].flatMap((part) =>
    readdirSync(join(source, part))
      .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
      .map((file) => join(source, part, file)),
  );
  await build({
    entryPoints: [join(source, "worker.ts"), ...files],
    outdir: folder,
    outbase: source,
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2023",
    platform: "node",
    logLevel: "error",
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
}
