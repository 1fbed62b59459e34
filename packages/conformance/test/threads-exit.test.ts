import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = fileURLToPath(new URL("threads-program.ts", import.meta.url));

/** How a program ended: what it printed, its exit code, and how long it took to exit after it was done. */
interface End {
  readonly output: string;
  readonly code: number | null;
  readonly lingered: number;
}

/** Runs the program beside this test; `code` is `null` where it had to be ended. */
function run(argument: string): Promise<End> {
  const child = spawn(process.execPath, ["--import", "tsx", program, argument], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  let said = NaN;
  const listen = (chunk: Buffer): void => {
    output += chunk.toString();
    said = performance.now();
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ output, code, lingered: performance.now() - said }));
  });
}

/** Far less than a worker's patience, and far more than a busy machine takes. */
const most = 10_000;

test.each(["ends at once", "ends", "ends after a rest"])(
  "a program that %s does not wait for idle workers",
  async (argument) => {
    const { output, code, lingered } = await run(argument);
    expect(output).toBe("done\n");
    expect(code).toBe(0);
    expect(lingered).toBeLessThan(most);
  },
  90_000,
);

test("nor does one that throws", async () => {
  const { output, code, lingered } = await run("throws");
  expect(output).toContain("as planned");
  expect(code).toBe(1);
  expect(lingered).toBeLessThan(most);
}, 90_000);

test("nor one that leaves", async () => {
  expect(await run("leaves")).toMatchObject({ output: "", code: 3 });
}, 90_000);
