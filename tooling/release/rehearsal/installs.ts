import { type Browser } from "playwright-core";
import type { Published } from "../published.ts";
import { expectToRun } from "./browse.ts";
import { type Bundler, bundlers } from "./bundlers.ts";
import { compilers, type Consumer, resolutions } from "./consumer.ts";
import { rehearsePages } from "./pages.ts";
import type { Report } from "./report.ts";

/** What the rehearsal of installing needs. */
export interface Installs {
  readonly report: Report;
  /** Makes an empty project. */
  readonly consumer: (name: string) => Consumer;
  readonly packages: readonly Published[];
  /** Executables, by the names to print. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly browser: Browser;
  readonly version: string;
}

/** What strangers install first. They try every runtime, compiler and bundler. */
const strangers = [
  ["@chainrule/tensor"],
  ["@chainrule/autograd", "@chainrule/optimizers"],
  ["chainrule"],
] as const;

/** Installs packages in empty folders, runs and type-checks the examples of their READMEs, bundles them and runs the bundles. */
export async function rehearseInstalls(all: Installs): Promise<void> {
  const projects = [
    ...strangers.map((names) => () => rehearseStranger(all, names)),
    ...all.packages.map(
      ({ manifest }) =>
        () =>
          rehearseAlone(all, manifest.name),
    ),
    () => rehearseEverything(all),
  ];
  const lane = async (): Promise<void> => {
    for (let next = projects.shift(); next !== undefined; next = projects.shift()) await next();
  };
  await Promise.all([lane(), lane()]); // two at a time
}

async function rehearseStranger(
  { report, consumer, nodes, browser }: Installs,
  names: readonly string[],
): Promise<void> {
  const title = `only ${names.join(" and ")}`;
  const project = consumer(title);
  await report.need(`${title}: installs`, () => project.install(...names));
  const { sources, programs } = await project.examples(names);
  for (const [node, executable] of nodes)
    await report.check(`${title}: examples run on ${node}`, async () => {
      await project.run(executable, programs);
    });
  for (const compiler of compilers)
    for (const resolution of resolutions)
      await report.check(`${title}: ${compiler} finds no error, ${resolution}`, () =>
        project.typecheck(compiler, resolution, sources),
      );
  await report.check(`${title}: TypeScript finds no error without strict`, () =>
    project.typecheck("typescript", "bundler", sources, false),
  );
  for (const bundler of Object.keys(bundlers) as Bundler[])
    await report.check(`${title}: examples run in Chromium, bundled by ${bundler}`, async () => {
      await expectToRun(browser, await project.bundle(bundler, programs));
    });
}

/** Installs what a package's README says, no more. */
async function rehearseAlone({ report, consumer, version }: Installs, name: string): Promise<void> {
  await report.check(`${name}, as its README says: installs, runs, type-checks`, async () => {
    const project = consumer(`as the README of ${name} says`);
    await project.install(name);
    const line = /^npm install (.*)$/m.exec(project.readme(name))![1]!;
    await project.install(...line.split(" "));
    if (project.version(name) !== version) throw new Error(`installed ${project.version(name)}`);
    const { sources, programs } = await project.examples([name]);
    await project.run(process.execPath, programs);
    await project.typecheck("typescript", "nodenext", sources);
  });
}

/** Checks that every class has a name that it is exported by (two, where it has an alias): it is printed by it, and a build may change it where a class names itself. */
const checkNames = `
function checkNames(entry, exported) {
  for (const value of Object.values(exported))
    if (typeof value === "function" && String(value).startsWith("class ") && exported[value.name] !== value)
      throw new Error(\`\${entry}: a class is named \${value.name}.\`);
}`;

async function rehearseEverything({
  report,
  consumer,
  packages,
  browser,
}: Installs): Promise<void> {
  const project = consumer("every package at once");
  const names = packages.map(({ manifest }) => manifest.name);
  await report.need("every package at once: installs", () => project.install(...names));
  const entries = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.publishConfig!.exports)
      .filter((key) => key !== "./package.json")
      .map((key) => manifest.name + key.slice(1)),
  );
  project.write(
    "entries.ts",
    entries.map((name, n) => `import * as entry${n} from "${name}";\n`).join("") +
      `export const entries = [${entries.map((_, n) => `entry${n}`).join(", ")}];\n`,
  );
  for (const compiler of compilers)
    await report.check(`all ${entries.length} entry points have types, ${compiler}`, () =>
      project.typecheck(compiler, "nodenext", ["entries.ts"]),
    );
  await report.check("all entry points can be imported", async () => {
    project.write(
      "entries.js",
      entries.map((name) => `checkNames("${name}", await import("${name}"));\n`).join("") +
        checkNames,
    );
    await project.run(process.execPath, ["entries.js"]);
  });
  await report.check("CommonJS programs can require all entry points", async () => {
    const required = entries.map((name) => `require("${name}");\n`).join("");
    project.write("entries.cjs", required);
    await project.run(process.execPath, ["entries.cjs"]);
    const imported = entries.map((name, n) => `import entry${n} = require("${name}");\n`).join("");
    const exported = `export = [${entries.map((_, n) => `entry${n}`).join(", ")}];\n`;
    project.write("required.cts", imported + exported);
    await project.typecheck("typescript", "nodenext", ["required.cts"]);
  });
  await rehearsePages(report, project, packages, browser);
}
