import { beginCall, type Call } from "./call.ts";
import { sendCopy } from "./copies.ts";
import type { Answer, Request } from "./messages.ts";
import { checkPort, listen, onMessage, type Port } from "./port.ts";
import type { Remote } from "./remote.ts";

interface Host {
  structuredClone<Value>(value: Value): Value;
}

/** What ends a worker, or a port. */
interface Closable {
  terminate?(): unknown;
  close?(): unknown;
}

/** How a connection ended. */
interface End {
  readonly sentence: string;
  readonly cause?: unknown;
  /** Whether that is no failure. */
  readonly quiet?: boolean;
}

const closing = Symbol("close");

/** Calls have numbers of their own even where several connections share a worker. */
let count = 0;

/**
 * The methods that a worker serves, as asynchronous functions: a call gives a promise of what the method gives and, of a generator, a {@link Run} of it. A call is on its way at once, and waits in a worker that is still loading.
 *
 * `worker` is a `Worker`, of a browser or of `node:worker_threads`, or a `MessagePort`. Its program is known by its type alone: `connect<typeof program>` with `import type { program } from "./training.ts"`.
 *
 * The promise of a call is rejected, with an error that says why, where the method throws, or there is none of that name; where arguments or results cannot be copied; where the connection is closed, or the worker ends; and where the
 * worker's script cannot be loaded or throws outside of any call, which ends the worker.
 *
 * Throws where `worker` is no worker and no port.
 *
 * ```ts
 * import { close, connect, serve } from "@chainrule/worker";
 *
 * const program = {
 *   *train(settings: { steps: number }): Generator<{ step: number }> {
 *     for (let step = 1; step <= settings.steps; step++) yield { step };
 *   },
 *   square: (x: number) => x ** 2,
 * };
 * const { port1, port2 } = new MessageChannel(); // in place of a worker
 * serve(program, port1);
 *
 * const remote = connect<typeof program>(port2);
 * await remote.square(3); // => 9
 *
 * const steps: number[] = [];
 * const run = remote.train({ steps: 100 });
 * for await (const { step } of run) {
 *   steps.push(step);
 *   if (step === 2) break; // which stops the run
 * }
 * steps; // => [1, 2]
 * close(remote);
 * ```
 */
export function connect<Program extends object>(worker: Port): Remote<Program> {
  checkPort("connect", worker);
  const calls = new Map<number, readonly [method: string, call: Call]>();
  /** What is asked before the worker listens. */
  let waiting: Request[] | null = [];
  let ended: End | null = null;

  const send = (request: Request): void => {
    if (waiting === null) worker.postMessage(request);
    else waiting.push((globalThis as unknown as Host).structuredClone(request));
  };
  const fail = (method: string, call: Call, { sentence, cause, quiet = false }: End): void =>
    call.fail(new Error(`${method}: ${sentence}`, cause === undefined ? {} : { cause }), quiet);
  const end = (how: End): void => {
    if (ended !== null) return;
    ended = how;
    for (const [id, [method, call]] of calls) {
      // A port's other side lives on.
      send({ asked: "stop", call: id });
      fail(method, call, how);
    }
    calls.clear();
    const closable = worker as Closable;
    if (closable.terminate !== undefined) closable.terminate();
    else closable.close?.();
  };
  const begin = (method: string, values: readonly unknown[]): Call["run"] => {
    const id = count++;
    const call = beginCall(method, (asked) => {
      if (calls.has(id)) send({ ...asked, call: id });
    });
    if (ended !== null) fail(method, call, ended);
    else
      try {
        const request = { asked: "call", call: id, method, values } as const;
        sendCopy(`${method}: arguments`, values, () => send(request));
        calls.set(id, [method, call]);
      } catch (error) {
        call.fail(error as Error, false);
      }
    return call.run;
  };

  onMessage<Answer>(worker, (answer) => {
    if (answer.told === "ready") {
      for (const request of waiting ?? []) worker.postMessage(request);
      waiting = null;
      return;
    }
    const [, call] = calls.get(answer.call) ?? [];
    if (answer.told !== "report") calls.delete(answer.call);
    call?.hear(answer);
  });
  // A script that cannot be loaded is an event without a message.
  listen(worker, "error", (failure: { readonly message?: string; readonly error?: unknown }) => {
    const sentence = failure.message
      ? `the worker failed: ${failure.message}`
      : "the worker could not be started: its script, or one that it imports, cannot be loaded.";
    end({ sentence, cause: failure instanceof Error ? failure : (failure.error ?? undefined) });
  });
  for (const type of ["exit", "close"])
    listen(worker, type, () => end({ sentence: "the worker has ended." }));
  worker.postMessage({ asked: "hello" } satisfies Request);

  const methods: ProxyHandler<object> = {
    get(_, name) {
      if (name === closing) return () => end({ sentence: "the worker was closed.", quiet: true });
      // A connection is no promise, whatever it is awaited for.
      if (typeof name === "symbol" || name === "then") return undefined;
      return (...values: readonly unknown[]) => begin(name, values);
    },
  };
  return new Proxy({}, methods) as Remote<Program>;
}

/**
 * Ends the worker that {@link connect} gave the methods of, or closes the port. Calls that are open, and later ones, are rejected with an error that says so, which nobody needs to handle.
 *
 * Throws where `remote` is not what `connect` gave.
 *
 * ```ts
 * import { close, connect, serve } from "@chainrule/worker";
 *
 * const { port1, port2 } = new MessageChannel(); // in place of a worker
 * const program = { answer: () => 42 };
 * serve(program, port1);
 *
 * const remote = connect<typeof program>(port2);
 * close(remote);
 * await remote.answer().catch(({ message }) => message); // => "answer: the worker was closed."
 * ```
 */
export function close(remote: object): void {
  const end = (remote as { readonly [closing]?: () => void } | null | undefined)?.[closing];
  if (end === undefined) throw new TypeError("close: needs what connect gave.");
  end();
}
