// `npm run test:nodes`: the engine's tests and the conformance tests on several versions of Node, since each takes other paths through the engine.
// The running Node stands for its own version; npm brings the others, once, into the system's folder for what can be fetched again.
// `--others` leaves the running one out; further arguments choose test files, by parts of their names. `--which 24` prints where that version is, and tests nothing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const majors = ["20", "22", "24", "26"];
const projects = ["@chainrule/engine-wasm", "@chainrule/conformance"];

const root = fileURLToPath(new URL("..", import.meta.url));
const { arch, env, execPath, platform } = process;

/** Where binaries are kept, outside the workspace. */
function cache() {
  const folders = {
    win32: env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"),
    darwin: join(homedir(), "Library", "Caches"),
  };
  return join(
    folders[platform] ?? env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
    "chainrule-nodes",
  );
}

/** The executable of the newest Node of a major version, or null where npm cannot bring it. */
function install(major) {
  const system = { win32: "win", darwin: "bin-darwin" }[platform] ?? platform;
  const name = `node-${system}-${arch}`;
  const folder = join(cache(), major);
  const file = platform === "win32" ? "node.exe" : "node";
  const executable = join(folder, "node_modules", name, "bin", file);
  if (!existsSync(executable)) {
    mkdirSync(folder, { recursive: true });
    const manifest = { private: true, dependencies: { [name]: major } };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      shell: platform === "win32",
    });
  }
  return existsSync(executable) ? executable : null;
}

/** Runs the tests; gives vitest's report, and what it printed where that is not all well. */
function runTests(executable, chosen, report) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const options = projects.flatMap((project) => ["--project", project]);
  const { status, stdout, stderr } = spawnSync(
    executable,
    [vitest, "run", ...options, "--testTimeout", "60000", ...chosen],
    {
      cwd: root,
      env: { ...env, CHAINRULE_TEST_REPORT: report },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  const results = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  const well = status === 0 && results.numPassedTests > 0;
  return { results, well, printed: stdout + stderr };
}

const { values, positionals } = parseArgs({
  options: { others: { type: "boolean", default: false }, which: { type: "string" } },
  allowPositionals: true,
});
const running = process.versions.node.split(".")[0];
if (values.which !== undefined) {
  const executable = values.which === running ? execPath : install(values.which);
  if (executable === null) {
    console.error(`nodes: npm cannot bring Node ${values.which} for ${platform} on ${arch}.`);
    process.exit(1);
  }
  console.log(executable);
  process.exit();
}
const reports = mkdtempSync(join(tmpdir(), "chainrule-nodes-"));
const whole = { numPassedTests: 0, testResults: [] };
let failed = false;

for (const major of majors) {
  if (major === running && values.others) continue;
  const executable = major === running ? execPath : install(major);
  if (executable === null) {
    console.log(
      `Node ${major}: not tested, because npm cannot bring a binary for ${platform} on ${arch}.`,
    );
    continue;
  }
  const version = spawnSync(executable, ["--version"], { encoding: "utf8" }).stdout.trim().slice(1);
  const start = performance.now();
  const { results, well, printed } = runTests(
    executable,
    positionals,
    join(reports, `${major}.json`),
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  if (!well) {
    failed = true;
    process.stderr.write(printed);
  }
  console.log(
    `Node ${version}: ${results.numPassedTests} passed, ${results.numFailedTests} failed, in ${seconds} s${well ? "" : "; it did not end well"}`,
  );
  whole.numPassedTests += results.numPassedTests;
  for (const { assertionResults, ...file } of results.testResults) {
    const named = assertionResults.map((one) => ({
      ...one,
      fullName: `Node ${version}: ${one.fullName}`,
    }));
    whole.testResults.push({ ...file, assertionResults: named });
  }
}

rmSync(reports, { recursive: true });
if (env.CHAINRULE_TEST_REPORT) writeFileSync(env.CHAINRULE_TEST_REPORT, JSON.stringify(whole));
process.exitCode = failed ? 1 : 0;
