import { sendCopy } from "./copies.ts";
import type { Answer, Request, SentError } from "./messages.ts";
import { checkPort, onMessage, parentPort, type Port } from "./port.ts";
import { isSteps, stopped, Turns } from "./turns.ts";

type Program = Readonly<Record<string, unknown>>;

function isMethod(program: Program, name: string): boolean {
  return typeof program[name] === "function" && !(name in Object.prototype);
}

/** The names of a program's methods: those in `at`, and in what that inherits from. */
function methodsOf(program: Program, at: object | null = program): string[] {
  if (at === null) return [];
  const own = Object.getOwnPropertyNames(at).filter((name) => isMethod(program, name));
  return [...own, ...methodsOf(program, Object.getPrototypeOf(at) as object | null)];
}

function callMethod(program: Program, name: string, values: readonly unknown[]): unknown {
  const method = program[name];
  if (isMethod(program, name)) return Reflect.apply(method as () => unknown, program, values);
  const known = [...new Set(methodsOf(program))].join(", ") || "none";
  throw new TypeError(`${name}: must be a method of the worker's program, which has ${known}.`);
}

/** An error so that it can be sent. */
function sent(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack };
}

/**
 * Answers a page's calls of the methods of `program`, an object of functions or an instance of a class, in the worker that calls this.
 *
 * A call gives what the method returns, or what a promise that it returns is resolved with. A method that is a generator, `async` or not, is a _run_: each value that it yields is a report, and after each `yield` the worker
 * gives way to messages, for microseconds, so that the page can pause or stop the run and call other methods in the middle of it (a new learning rate, a look at an activation). Several runs take turns.
 * A run waits where the page has not taken the last eight reports. `yield` alone gives way without a report.
 *
 * What is sent is copied, as `postMessage` does it: numbers, strings, arrays, records and typed arrays, but neither functions nor tensors. An error that a method throws is the call's, with its name, its message and the worker's stack.
 * A report that cannot be copied is thrown at its `yield`.
 *
 * A `port` takes the place of the one to the page that started the worker: one of a `MessageChannel`, or of a shared worker, `onconnect = ({ ports: [port] }) => serve(program, port)`.
 *
 * Throws where `program` is no object, `port` no port, and outside of workers without one.
 *
 * ```ts
 * import { close, connect, serve } from "@chainrule/worker";
 *
 * const program = {
 *   rate: 0.5,
 *   setRate(value: number): void {
 *     this.rate = value;
 *   },
 *   *halve(x: number): Generator<number, string> {
 *     for (; x > 1; x *= this.rate) yield x;
 *     return "done";
 *   },
 * };
 * const { port1, port2 } = new MessageChannel(); // in place of a worker
 * serve(program, port1);
 *
 * const remote = connect<typeof program>(port2);
 * await remote.setRate(0.25);
 * const reports: number[] = [];
 * for await (const x of remote.halve(64)) reports.push(x);
 * reports; // => [64, 16, 4]
 * close(remote);
 * ```
 */
export function serve(program: object, port: Port | null = parentPort()): void {
  if (typeof program !== "object" || program === null) {
    const got = program === null ? "null" : typeof program;
    throw new TypeError(`serve: needs an object of methods; got ${got}.`);
  }
  if (port === null) throw new Error("serve: must be called in a worker, or be given a port.");
  checkPort("serve", port);
  const runs = new Map<number, Turns>();
  const answer = (message: Answer): void => port.postMessage(message);

  const call = async (id: number, method: string, values: readonly unknown[]): Promise<void> => {
    const tell = (told: "report" | "result", value: unknown): void =>
      sendCopy(`${method}: a ${told}`, value, () => answer({ told, call: id, value }));
    try {
      let result = callMethod(program as Program, method, values);
      if (isSteps(result)) {
        const turns = new Turns();
        runs.set(id, turns);
        result = await turns.take(result, (value) => tell("report", value));
      }
      if (result === stopped) answer({ told: "stopped", call: id });
      else tell("result", await result);
    } catch (error) {
      answer({ told: "error", call: id, error: sent(error) });
    } finally {
      runs.delete(id);
    }
  };

  onMessage<Request>(port, (request) => {
    if (request.asked === "hello") answer({ told: "ready" });
    else if (request.asked === "call") void call(request.call, request.method, request.values);
    else runs.get(request.call)?.hear(request);
  });
  answer({ told: "ready" });
}
