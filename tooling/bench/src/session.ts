import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import type { Failed, Finish, Finished, Round, Rounded, Start, Started } from "./protocol.ts";

/** A process that does the work of one row in one library. See `protocol.ts`. */
export class Session {
  readonly #process: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  readonly #lines: Interface;
  #errors = "";

  constructor(command: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn(command[0]!, command.slice(1), {
      env: environment,
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    });
    this.#process.stderr!.on("data", (text: Buffer) => {
      this.#errors = (this.#errors + text.toString()).slice(-2000);
    });
    this.#process.stdin!.on("error", () => {});
    this.#process.on("error", (error) => {
      this.#errors += error.message;
    });
    this.#lines = createInterface({ input: this.#process.stdio[3] as Readable });
    this.#replies = this.#lines[Symbol.asyncIterator]();
  }

  start(request: Start): Promise<Started> {
    return this.#ask(request);
  }

  round(request: Round): Promise<Rounded> {
    return this.#ask(request);
  }

  finish(): Promise<Finished> {
    const request: Finish = { finish: true };
    return this.#ask(request);
  }

  /** Ends the process, if it has not ended. */
  close(): void {
    this.#lines.close();
    this.#process.kill("SIGKILL");
  }

  async #ask<T>(request: object): Promise<T> {
    this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.#replies.next();
    if (done) {
      const last = this.#errors.trim().split("\n").at(-1);
      throw new Error(`the process ended${last ? `: ${last}` : ""}`);
    }
    const reply = JSON.parse(value) as T | Failed;
    if (typeof reply === "object" && reply !== null && "error" in reply) {
      throw new Error(reply.error);
    }
    return reply as T;
  }
}
