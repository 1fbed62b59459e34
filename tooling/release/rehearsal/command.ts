import { type ChildProcess, spawn } from "node:child_process";

/** How a command is run. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();

/** Runs a command to its end and gives what it printed. Throws with the end of that where it fails. */
export function run(
  command: string,
  parameters: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Promise<string> {
  const child = spawn(command, parameters, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that it ends with all that it started
  });
  running.add(child);
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => void printed.push(part));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      running.delete(child);
      reject(new Error(`${command} did not start: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      const text = Buffer.concat(printed).toString();
      if (code === 0) return resolve(text);
      const end = text.trimEnd().split("\n").slice(-40).join("\n");
      const how = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
      reject(new Error(`${command} ${parameters.join(" ")} ${how}:\n${end}`));
    });
  });
}

/** Ends every command that runs, with what it started. */
export function endCommands(): void {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}
