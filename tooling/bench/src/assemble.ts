import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../../../packages/", import.meta.url));

/** What `libraries/chainrule.ts` and the programs import. */
const used = ["autograd", "engine-wasm", "layers", "losses", "optimizers", "tensor"].map(
  (name) => `@chainrule/${name}`,
);

interface Manifest {
  readonly publishConfig: object;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Puts into `folder` what the measured processes run: JavaScript of this package, and in `node_modules` our packages as they are
 * published, or the peers, or both.
 */
export async function assemble(
  folder: string,
  { ours, peers }: { readonly ours: boolean; readonly peers: string | null },
): Promise<void> {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  await bundle(folder);
  if (ours) {
    const published = new Set(used);
    for (const name of published) {
      for (const next of install(name, modules)) published.add(next);
    }
  }
  for (const name of peers === null ? [] : readdirSync(peers)) {
    if (!name.startsWith(".")) symlinkSync(join(peers!, name), join(modules, name), "junction");
  }
}

/** Puts a built package where it would be installed; gives the packages it depends on. */
function install(name: string, modules: string): string[] {
  const from = join(packages, name.replace("@chainrule/", ""));
  const to = join(modules, name);
  if (!existsSync(join(from, "dist")))
    throw new Error(`bench: ${name} must be built before; npm run bench does so.`);
  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest;
  cpSync(join(from, "dist"), join(to, "dist"), { recursive: true });
  writeFileSync(
    join(to, "package.json"),
    JSON.stringify({ ...manifest, ...manifest.publishConfig }),
  );
  return Object.keys(manifest.dependencies ?? {});
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
