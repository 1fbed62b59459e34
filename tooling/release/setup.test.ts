import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

interface Given {
  readonly engine?: string;
  /** What pnpm left when it was last here. */
  readonly installed?: string;
  readonly code?: number;
}

/** Sets a workspace up, as `npm run --silent` does, with an npx that tells how it was called. */
function setup({ engine = ">=20.19", installed, code = 0 }: Given): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const root = mkdtempSync(join(tmpdir(), "setup-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  };
  const manifest = {
    type: "module",
    engines: { node: engine },
    packageManager: "pnpm@10.1.2+sha512.0",
  };
  file("package.json", JSON.stringify(manifest));
  file("pnpm-lock.yaml", "lock");
  if (installed !== undefined) file("node_modules/.pnpm/lock.yaml", installed);
  file("bin/npx", `#!/bin/sh\necho "npx $@, $npm_config_loglevel"\nexit ${code}\n`, 0o755);
  mkdirSync(join(root, "tooling"));
  cpSync("tooling/setup.js", join(root, "tooling/setup.js"));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["tooling/setup.js"], {
    cwd: root,
    env: { PATH: `${join(root, "bin")}:/bin:/usr/bin`, npm_config_loglevel: "silent" },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const pnpm = "npx --yes pnpm@10.1.2 install --frozen-lockfile --prod=false --loglevel";
const installs = "Installing what package.json asks for, which takes a minute …\n";

test.runIf(process.platform !== "win32").for([
  ["a fresh clone hears that it waits, and for what", {}, 0, `${installs}${pnpm} info, error\n`],
  ["so does a new lock file", { installed: "old" }, 0, `${installs}${pnpm} info, error\n`],
  [
    "what is there is checked, and only mistakes are heard",
    { installed: "lock" },
    0,
    `${pnpm} error, error\n`,
  ],
  ["a failure is one", { installed: "lock", code: 7 }, 7, `${pnpm} error, error\n`],
] as const)("%s", ([, given, status, stdout]) => {
  expect(setup(given)).toEqual({ status, stdout, stderr: "" });
});

test("an old Node is told so", () => {
  expect(setup({ engine: ">=98.6" })).toEqual({
    status: 1,
    stdout: "",
    stderr: `Chainrule needs Node 98.6 or newer; got ${process.version}.\n`,
  });
});

// npm runs no script before another where it is told to ignore the scripts of packages.
test("what a script needs first it calls itself", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };
  const names = Object.keys(scripts);
  expect(names.filter((name) => /^(pre|post)/.test(name))).toEqual([]);
});
