import type { Answer, Asked, SentError } from "./messages.ts";
import type { Run } from "./run.ts";

/** The page's side of a call. It does not know whether that is a run: any other is one that never reports. */
export interface Call {
  readonly run: Run<unknown, unknown>;
  hear(answer: Answer): void;
  /** Ends it with an error; a `quiet` one may stay unhandled. */
  fail(error: Error, quiet: boolean): void;
}

/** How many reports may be on their way or wait for their reader. */
const most = 8;

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

function deferred<Value>(): Deferred<Value> {
  let resolve!: Deferred<Value>["resolve"];
  let reject!: Deferred<Value>["reject"];
  const promise = new Promise<Value>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}

/** An error of the worker, with its stack. */
function received({ name, message, stack }: SentError): Error {
  const error = new Error(message);
  return Object.assign(error, { name, stack: stack ?? error.stack });
}

/** Begins the page's side of the call of a method; `ask` reaches the worker's. */
export function beginCall(method: string, ask: (asked: Asked) => void): Call {
  const reports: unknown[] = [];
  const result = deferred<unknown>();
  const ended = deferred<void>();
  let news = deferred<void>();
  let over = false;
  let stopped = false;
  let read = false;
  let taken = 0;

  const tell = (): void => {
    news.resolve();
    news = deferred();
  };
  const end = (): void => {
    over = true;
    ended.resolve();
    tell();
  };
  /** Lets the worker send more, a few at a time. */
  const take = (): void => {
    if (++taken % (most / 2) === 0) ask({ asked: "more", count: most / 2 });
  };
  const fail = (error: Error, quiet: boolean): void => {
    // A loop throws it when it gets there.
    if (quiet || read) result.promise.catch(() => undefined);
    result.reject(error);
    end();
  };
  const stop = (): Promise<void> => {
    ask({ asked: "stop" });
    return ended.promise;
  };

  async function* readAll(): AsyncGenerator<unknown, void> {
    read = true;
    try {
      for (;;) {
        while (reports.length > 0) {
          yield reports.shift();
          take();
        }
        if (over) break;
        await news.promise;
      }
      if (!stopped) await result.promise;
    } finally {
      await stop();
    }
  }

  const hear = (answer: Answer): void => {
    switch (answer.told) {
      case "report":
        if (read) {
          reports.push(answer.value);
          tell();
        } else take();
        return;
      case "result":
        result.resolve(answer.value);
        return end();
      case "error":
        return fail(received(answer.error), false);
      case "stopped": {
        stopped = true;
        const error = new Error(`${method}: was stopped before its end.`);
        return fail(Object.assign(error, { name: "AbortError" }), true);
      }
    }
  };

  const run = Object.assign(result.promise, {
    paused: false,
    pause() {
      run.paused = true;
      ask({ asked: "pause" });
    },
    resume() {
      run.paused = false;
      ask({ asked: "resume" });
    },
    step() {
      run.paused = true;
      ask({ asked: "step" });
    },
    stop,
    [Symbol.asyncIterator]: readAll,
  });
  // What is asked right after the call reaches the run before its first step.
  void Promise.resolve().then(() => ask({ asked: "more", count: most }));
  return { run, hear, fail };
}
