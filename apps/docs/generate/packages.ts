import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A published package: its name, its folder, and its modules by subpath, as paths of TypeScript files. */
export type Package = {
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  readonly modules: ReadonlyMap<string, string>;
};

type Manifest = {
  readonly name: string;
  readonly description: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
};

const packagesFolder = fileURLToPath(new URL("../../../packages", import.meta.url));

/** Every published package, in the order in which a reader meets them. */
export function packages(): Package[] {
  return readdirSync(packagesFolder)
    .map((folder): Package | undefined => {
      const path = `${packagesFolder}/${folder}`;
      const manifest = JSON.parse(readFileSync(`${path}/package.json`, "utf8")) as Manifest;
      if (manifest.private) return undefined;
      const modules = Object.entries(manifest.exports)
        .filter(([, target]) => target.endsWith(".ts"))
        .map(([subpath, target]) => [subpath, `${path}/${target.slice(2)}`] as const);
      const { name, description } = manifest;
      return { name, description, folder, modules: new Map(modules) };
    })
    .filter((found) => found !== undefined)
    .toSorted((a, b) => order.indexOf(a.folder) - order.indexOf(b.folder));
}

const order = [
  "chainrule",
  "tensor",
  "autograd",
  "layers",
  "losses",
  "optimizers",
  "metrics",
  "linalg",
  "signal",
  "data",
  "onnx",
  "standalone",
  "worker",
  "inspect",
  "graph",
  "compiler",
  "engine-wasm",
  "reference",
];
