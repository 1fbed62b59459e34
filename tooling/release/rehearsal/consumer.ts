import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Bundler, bundlers } from "./bundlers.ts";
import { run } from "./command.ts";
import { writeExamples, type Examples } from "./examples.ts";

const require = createRequire(import.meta.url);

/** The compilers that a stranger may have. */
export const compilers = ["typescript-5.4", "typescript"] as const;

/** How a stranger's project may resolve modules. */
export const resolutions = ["nodenext", "bundler"] as const;

/** What a lock file says of an installed package. */
export interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A stranger's project: a folder with nothing but what it installs. */
export class Consumer {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
    mkdirSync(folder, { recursive: true });
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
  }

  /** Installs packages as npm does when one asks for them by name. */
  async install(...packages: string[]): Promise<void> {
    await run("npm", ["install", ...packages], { cwd: this.folder, env: this.#env });
  }

  /** Takes the newest versions that `package.json` allows. */
  async update(): Promise<void> {
    await run("npm", ["update"], { cwd: this.folder, env: this.#env });
  }

  /** The version of an installed package. */
  version(name: string): string {
    const manifest = readFileSync(join(this.folder, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  }

  /** All that is installed, by the folders it is in: `node_modules/chainrule`. */
  locked(): [path: string, installed: Locked][] {
    const lock = JSON.parse(readFileSync(join(this.folder, "package-lock.json"), "utf8")) as {
      packages: Record<string, Locked>;
    };
    return Object.entries(lock.packages);
  }

  /** The README that came with an installed package. */
  readme(name: string): string {
    return readFileSync(join(this.folder, "node_modules", name, "README.md"), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Writes the examples of the READMEs of installed packages. */
  async examples(names: readonly string[]): Promise<Examples> {
    const all = await Promise.all(
      names.map((name) =>
        writeExamples(this.folder, name.replace("@chainrule/", ""), this.readme(name)),
      ),
    );
    return {
      sources: all.flatMap(({ sources }) => sources),
      programs: all.flatMap(({ programs }) => programs),
    };
  }

  /** Runs programs, all in one process. */
  async run(node: string, programs: readonly string[]): Promise<string> {
    this.write("run.js", programs.map((file) => `await import("./${file}");\n`).join(""));
    return run(node, ["run.js"], { cwd: this.folder });
  }

  /** Type-checks sources as strictly as one may (or without `strict`), declarations of the packages included. */
  async typecheck(
    compiler: (typeof compilers)[number],
    resolution: (typeof resolutions)[number],
    sources: readonly string[],
    strict = true,
  ): Promise<void> {
    const options = {
      strict,
      noEmit: true,
      skipLibCheck: false,
      target: "es2022",
      lib: ["es2023", "dom"],
      types: [],
      module: resolution === "nodenext" ? "nodenext" : "esnext",
      moduleResolution: resolution,
    };
    const project = `tsconfig.${resolution}.json`;
    this.write(project, JSON.stringify({ compilerOptions: options, files: sources }));
    const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
    await run(process.execPath, [tsc, "--project", project], { cwd: this.folder });
  }

  /** Bundles programs into a page, and gives the folder to serve. The page says in its title whether they ran. */
  async bundle(bundler: Bundler, programs: readonly string[]): Promise<string> {
    const imports = programs.map((file) => `await import("./${file}");\n`).join("");
    this.write(
      "page.js",
      `try {\n${imports}  document.title = "ran";\n} catch (error) {\n  document.title = String(error);\n}\n`,
    );
    this.write(
      "index.html",
      `<!doctype html><html lang="en"><link rel="icon" href="data:," /><script type="module" src="./page.js"></script></html>`,
    );
    const built = join(this.folder, `built-by-${bundler}`);
    await bundlers[bundler](this.folder, built);
    // Vite writes a page of its own.
    if (bundler !== "vite") cpSync(join(this.folder, "index.html"), join(built, "index.html"));
    return built;
  }
}
