import { spawn } from "node:child_process";
import type { Program, ProgramRow } from "../work.ts";

/** Milliseconds from starting the process until it prints the loss of its first training step. */
function untilFirstLine({ command, environment }: Program): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command[0]!, command.slice(1), {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    child.stdout.once("data", (text: Buffer) => {
      const time = performance.now() - start;
      if (Number.isFinite(Number.parseFloat(text.toString()))) resolve(time);
    });
    child.on("error", reject);
    child.on("close", () => {
      reject(new Error(errors.trim().split("\n").at(-1) ?? "no loss was printed"));
    });
  });
}

const rows: readonly ProgramRow[] = [
  {
    title: "cold start to the first trained MLP step",
    unit: "ms",
    program: "first-step",
    measure: untilFirstLine,
  },
];
export default rows;
