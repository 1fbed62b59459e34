// Runs the benchmarks named on the command line, or all of them. Each is a file in cases/ and has a process of its own, so that none
// runs in code that another has warmed up or spoiled.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("cases/", import.meta.url));
const cases = existsSync(folder)
  ? readdirSync(folder).map((file) => file.replace(/\.ts$/, ""))
  : [];
const names = process.argv.slice(2);
const unknown = names.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(
    `bench: no benchmark named ${unknown.join(", ")}; there are ${cases.join(", ") || "none"}.`,
  );
  process.exit(2);
}
for (const name of names.length > 0 ? names : cases) {
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [...process.execArgv, `${folder}${name}.ts`], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
