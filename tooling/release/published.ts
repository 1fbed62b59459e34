import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The workspace's root folder. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** What is published under the name that one imports: a file, or a file for each condition. */
export type PublishedExports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What a `package.json` of a published package says, as far as it is read here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly publishConfig?: {
    readonly access: string;
    readonly exports: PublishedExports;
  };
}

/** A package that is published, in the folder `path` below `folder`, the workspace or a copy of it. */
export interface Published {
  /** The name without its scope, which is also the folder's. */
  readonly short: string;
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace in `folder` that is published. */
export function publishedPackages(folder: string = root): Published[] {
  return readdirSync(join(folder, "packages"))
    .map((short) => ({ short, path: join(folder, "packages", short) }))
    .filter(({ path }) => existsSync(join(path, "package.json")))
    .map(({ short, path }) => ({ short, path, manifest: readManifest(path) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** The source files behind a package's entry points, by the name one imports: `@chainrule/layers/conv`. */
export function entryPoints({ path, manifest }: Published): Map<string, string> {
  return new Map(
    Object.entries(manifest.exports)
      .filter(([, file]) => file.endsWith(".ts"))
      .map(([key, file]) => [manifest.name + key.slice(1), join(path, file)]),
  );
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;
}
