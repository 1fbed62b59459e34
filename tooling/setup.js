// `npm run setup`: brings the packages that the lock file names. It is heard where there is something to bring, or something is wrong.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The text of a file of the workspace, or null if there is none. */
function textOf(path) {
  return existsSync(root + path) ? readFileSync(root + path, "utf8") : null;
}

const { engines, packageManager } = JSON.parse(textOf("package.json"));
const [pnpm] = packageManager.split("+");
const [major, minor] = engines.node.match(/\d+/g).map(Number);
const running = process.versions.node.split(".").map(Number);
if (running[0] < major || (running[0] === major && running[1] < minor)) {
  console.error(`Chainrule needs Node ${major}.${minor} or newer; got ${process.version}.`);
  process.exit(1);
}

// pnpm leaves there what it has installed.
const isInstalled = textOf("node_modules/.pnpm/lock.yaml") === textOf("pnpm-lock.yaml");
if (!isInstalled) console.log("Installing what package.json asks for, which takes a minute …");
const level = isInstalled ? "error" : "info";
const { status, signal } = spawnSync(
  "npx",
  ["--yes", pnpm, "install", "--frozen-lockfile", "--prod=false", "--loglevel", level],
  {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    // In place of what `npm run --silent` hands on: silent, also about what went wrong.
    env: { ...process.env, npm_config_loglevel: "error" },
  },
);
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
