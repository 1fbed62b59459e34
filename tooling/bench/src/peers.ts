import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const versions = {
  "@jax-js/jax": "0.1.25",
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
};

/** Where peers are installed: outside the workspace, in the system's folder for what can be fetched again. */
function cache(): string {
  const { platform, env } = process;
  const folder =
    platform === "win32"
      ? (env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"))
      : platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : (env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"));
  return join(folder, "chainrule-bench");
}

/** Runs a command; whether it ended well. Its output goes to standard error. */
function run(command: readonly string[], folder: string): boolean {
  const { status } = spawnSync(command[0]!, command.slice(1), {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}

/** Installs packages with npm, unless they are; gives their `node_modules`, or null where they cannot be had. */
function install(folder: string, dependencies: Readonly<Record<string, string>>): string | null {
  const manifest = JSON.stringify({ private: true, dependencies });
  const file = join(folder, "package.json");
  const modules = join(folder, "node_modules");
  if (existsSync(modules) && existsSync(file) && readFileSync(file, "utf8") === manifest) {
    return modules;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, manifest);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  if (run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"], folder)) return modules;
  writeFileSync(file, "{}");
  return null;
}

/** Installs the JavaScript peers. */
export function installPackages(): string | null {
  return install(join(cache(), "packages"), versions);
}

/** Installs a major version of Node with npm; gives its executable, or null where it cannot be had. */
export function installNode(major: string): string | null {
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system === "darwin" ? "bin-darwin" : system}-${process.arch}`;
  const folder = join(cache(), `node-${major}`);
  const program = system === "win" ? "node.exe" : "node";
  const executable = join(folder, "node_modules", name, "bin", program);
  if (!existsSync(executable)) install(folder, { [name]: major });
  return existsSync(executable) ? executable : null;
}

/** Python with PyTorch, and the environment that it needs. */
export interface Torch {
  readonly python: string;
  /** The folder with OpenBLAS. */
  readonly blas: string;
}

/**
 * Finds PyTorch in Debian's python3-torch, or installs it, with OpenBLAS beside it: the BLAS that Debian installs by default is thirty
 * times slower, and no fair peer. OpenBLAS is unpacked, not installed, so that no other program changes. Gives a sentence where
 * something cannot be had.
 */
export function installTorch(): Torch | string {
  const python = "/usr/bin/python3";
  const hasTorch = (): boolean => spawnSync(python, ["-c", "import torch, numpy"]).status === 0;
  if (spawnSync("apt-get", ["--version"]).status !== 0) {
    return "PyTorch: this machine has no apt-get, and only Debian's python3-torch is set up here.";
  }
  if (!hasTorch()) {
    if (process.getuid?.() !== 0) {
      return "PyTorch: python3-torch is not installed, and installing it needs root: apt-get install python3-torch.";
    }
    run(["apt-get", "install", "--yes", "--no-install-recommends", "python3-torch"], "/");
    if (!hasTorch()) return "PyTorch: apt-get cannot install python3-torch.";
  }
  const folder = join(cache(), "openblas");
  const find = (): string | undefined =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: "utf8" }).find((path) =>
          path.endsWith("/libblas.so.3"),
        )
      : undefined;
  if (find() === undefined) {
    mkdirSync(folder, { recursive: true });
    run(["apt-get", "download", "libopenblas0-openmp"], folder);
    for (const file of readdirSync(folder)) {
      if (file.endsWith(".deb")) run(["dpkg-deb", "--extract", file, "."], folder);
    }
  }
  const library = find();
  if (library === undefined) {
    return "PyTorch: apt-get cannot download libopenblas0-openmp, without which it is no fair peer.";
  }
  return { python, blas: join(folder, library, "..") };
}
