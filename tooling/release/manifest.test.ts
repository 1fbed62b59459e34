import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blocks } from "@chainrule/examples/blocks";
import { type PublishedExports, publishedPackages, root } from "./published.ts";
import { brands } from "./stamps.ts";

const packages = publishedPackages();
const ours = new Set(packages.map(({ manifest }) => manifest.name));

test("all packages have one version", () => {
  expect([...new Set(packages.map(({ manifest }) => manifest.version))]).toHaveLength(1);
});

test("changesets hold every published package at that version", () => {
  const { fixed } = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8"));
  expect(fixed).toEqual([["@chainrule/*", "chainrule"]]);
});

test.each(brands)("a copy of the package names its version in %s", (brand) => {
  const text = readFileSync(join(root, brand), "utf8");
  expect(text).toContain(`const version = "${packages[0]!.manifest.version}";`);
});

/** Exports without what Node has in their place. */
function withoutNode(exports: PublishedExports): object {
  return Object.fromEntries(
    Object.entries(exports).map(([key, files]) => {
      if (typeof files === "string") return [key, files];
      const { node: _, ...others } = files;
      return [key, others];
    }),
  );
}

describe.each(packages)("$manifest.name", ({ path, manifest }) => {
  test("says what a stranger and a bundler need to know", () => {
    expect(manifest).toMatchObject({
      type: "module",
      license: "MIT",
      sideEffects: false,
      files: ["dist", "src"],
      engines: { node: ">=20.19" },
      publishConfig: { access: "public" },
    });
    expect(manifest.description).toMatch(/\w/);
    expect(manifest.keywords).toContain("typescript");
  });

  test("depends on nothing at run time but its neighbours", () => {
    const dependencies = Object.entries(manifest.dependencies ?? {});
    expect(dependencies.filter(([name]) => !ours.has(name))).toEqual([]);
    expect(dependencies.filter(([, range]) => range !== "workspace:^")).toEqual([]);
  });

  test("publishes each entry point of the workspace, built, with types", () => {
    const published = Object.entries(manifest.exports).map(([key, source]) => {
      const built = source.replace("./src/", "./dist/");
      if (!source.endsWith(".ts")) return [key, source];
      const types = built.replace(/\.ts$/, ".d.ts");
      return [key, { types, default: built.replace(/\.ts$/, ".js") }];
    });
    expect(withoutNode(manifest.publishConfig!.exports)).toEqual(Object.fromEntries(published));
    const sources = Object.values(manifest.exports);
    expect(sources.filter((source) => !existsSync(join(path, source)))).toEqual([]);
  });

  test("publishes for Node a file that has all names of the entry point", async () => {
    for (const [key, source] of Object.entries(manifest.exports)) {
      const published = manifest.publishConfig!.exports[key]!;
      if (typeof published === "string") continue;
      const forNode = published["node"]!.replace("./dist/whole/", "./src/").replace(/js$/, "ts");
      const [names, whole] = await Promise.all(
        [source, forNode].map(async (file) => Object.keys(await import(join(path, file)))),
      );
      expect(whole).toEqual(expect.arrayContaining(names!));
    }
  });

  test("has a README with its name, what to install, and examples that import just that", () => {
    const readme = readFileSync(join(path, "README.md"), "utf8");
    expect(readme).toMatch(new RegExp(`^# ${manifest.name}\n`));
    const installed = /^npm install (.*)$/m.exec(readme)?.[1]?.split(" ");
    expect(installed?.[0]).toBe(manifest.name);
    const examples = blocks(readme, "README.md");
    expect(examples).not.toHaveLength(0);
    const imported = examples.flatMap(({ code }) =>
      [...code.matchAll(/ from "((?:@chainrule\/)?[\w-]+)[^"]*"/g)].map(([, name]) => name),
    );
    expect([...new Set(imported)].filter((name) => !installed!.includes(name!))).toEqual([]);
  });
});
