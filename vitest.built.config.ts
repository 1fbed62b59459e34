import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";
import { reporters } from "./vitest.config.ts";

type Exports = Readonly<Record<string, { readonly node?: string } | string>>;

/** What Node loads for the entry `path` of the package in `folder` where that is installed, or nothing if it is not published. */
function published(folder: string, path: string): string | null {
  const root = join(import.meta.dirname, "packages", folder);
  const manifest = join(root, "package.json");
  if (!existsSync(manifest)) return null;
  const { publishConfig } = JSON.parse(readFileSync(manifest, "utf8")) as {
    publishConfig?: { readonly exports: Exports };
  };
  const entry = publishConfig?.exports[path];
  return typeof entry === "object" && entry.node ? join(root, entry.node) : null;
}

/** Packages as they are published, wherever tests import one: by its name, or their own by `../src/`. */
const built: Plugin = {
  name: "built-packages",
  enforce: "pre",
  resolveId(source, importer) {
    const own = /packages\/([\w-]+)\/test\//.exec(importer ?? "")?.[1];
    const part = /^\.\.\/src\/(\w+)\.ts$/.exec(source)?.[1];
    if (own && part) return published(own, part === "index" ? "." : `./${part}`);
    const [, folder, path] = /^(?:@chainrule\/|(?=chainrule))([\w-]+)(.*)$/.exec(source) ?? [];
    return folder ? published(folder, `.${path}`) : null;
  },
};

/** `npm run test:built`: the tests of these packages against what `npm run build` made. A file of `src/` that is no entry point is still the source. */
const packages = [
  "autograd",
  "tensor",
  "layers",
  "losses",
  "optimizers",
  "metrics",
  "signal",
  "data",
  "inspect",
  "conformance",
];

/** What a build cannot change, and the longest of what other tests would show, too. */
const exclude = [
  "test/types-*.test.ts", // what the compiler makes of sources
  "test/{fft,gradients-table,prologues}.test.ts", // laws of many cases, a quarter of a minute and more each
];

export default defineConfig({
  test: {
    projects: packages.map((name) => ({
      plugins: [built],
      test: {
        name,
        root: `packages/${name}`,
        include: ["test/**/*.test.ts"],
        exclude,
      },
    })),
    maxWorkers: "100%",
    reporters,
  },
});
