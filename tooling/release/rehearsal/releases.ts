import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publishedPackages, root } from "../published.ts";
import { run } from "./command.ts";

/** A copy of the work tree, to make releases from: versions, changelogs and builds are its own. */
export class Workspace {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
  }

  /** Copies what git knows or would add, and installs its tools from what is on this machine. */
  static async copy(folder: string, env: Readonly<Record<string, string>>): Promise<Workspace> {
    const listed = await run("git", ["ls-files", "-z", "-co", "--exclude-standard"], { cwd: root });
    const deleted = await run("git", ["ls-files", "-z", "-d"], { cwd: root });
    const gone = new Set(deleted.split("\0"));
    for (const file of listed.split("\0").filter((name) => name !== "" && !gone.has(name))) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(root, file), join(folder, file));
    }
    const workspace = new Workspace(folder, { ...env, ...quiet });
    await workspace.#git("init", "--quiet", "--initial-branch", "main");
    for (const [name, value] of settings) await workspace.#git("config", name, value);
    await workspace.#commit("The work tree");
    const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");
    const install = ["install", "--frozen-lockfile", "--offline", "--ignore-scripts"];
    const members = [".", "./packages/*", "./tooling/tsup", "./tooling/tsconfig"];
    const needed = members.flatMap((member) => ["--filter", `{${member}}`]);
    await run(process.execPath, [pnpm, ...install, ...needed], { cwd: folder, env: quiet });
    return workspace;
  }

  /** Makes a version with the change and publishes every package, with the scripts of a release. Gives the version. */
  async release(bump: "minor" | "patch", change: string): Promise<string> {
    this.#change(bump, bump, change);
    await this.#commit(change);
    await this.#script("version");
    await this.#commit("Version");
    await this.#script("release");
    return this.#version();
  }

  /** Publishes the change as a snapshot, which leaves no version and no tag behind. Gives its version. */
  async snapshot(change: string): Promise<string> {
    this.#change("snapshot", "patch", change);
    await this.#commit(change);
    const tags = await this.#git("tag");
    await this.#script("release:snapshot");
    const version = this.#version();
    if ((await this.#git("tag")) !== tags) throw new Error("a snapshot left a tag");
    await this.#git("reset", "--quiet", "--hard");
    return version;
  }

  #version(): string {
    const versions = new Set(
      publishedPackages(this.folder).map(({ manifest }) => manifest.version),
    );
    if (versions.size !== 1) throw new Error(`versions differ: ${[...versions].join(", ")}`);
    return [...versions][0]!;
  }

  #change(name: string, bump: "minor" | "patch", words: string): void {
    const text = `---\nchainrule: ${bump}\n---\n\n${words}\n`;
    writeFileSync(join(this.folder, `.changeset/rehearsal-${name}.md`), text);
  }

  /** What the changelog of a package says. */
  changelog(short: string): string {
    return readFileSync(join(this.folder, "packages", short, "CHANGELOG.md"), "utf8");
  }

  async #script(name: string): Promise<void> {
    await run("npm", ["run", "--silent", name], { cwd: this.folder, env: this.#env });
  }

  async #commit(message: string): Promise<void> {
    await this.#git("add", "--all");
    await this.#git("commit", "--quiet", "--message", message);
  }

  #git(...parameters: string[]): Promise<string> {
    return run("git", parameters, { cwd: this.folder });
  }
}

/** What a commit needs, whatever the settings of the user are. */
const settings = [
  ["user.name", "Rehearsal"],
  ["user.email", "rehearsal@localhost"],
  ["commit.gpgsign", "false"],
  ["tag.gpgsign", "false"],
  ["core.hooksPath", "/dev/null"],
] as const;

const quiet = { CI: "true", DO_NOT_TRACK: "1", TURBO_TELEMETRY_DISABLED: "1" };
