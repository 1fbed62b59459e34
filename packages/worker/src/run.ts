/**
 * What a page has of a method that is a generator in a worker: a promise of what the generator returns and, on the way there, the values that it yields.
 *
 * - `for await (const report of run)` reads them in order. The generator waits for a slow reader: it is never more than eight reports ahead. Leaving the loop stops the run. A loop in which nobody asks for the next report holds the run up,
 *   and reports that come before anybody reads are dropped: a run that is only awaited goes on by itself.
 * - `await run` gives what the generator returns, or throws what it throws. Of a run that was stopped it throws an error with the name `AbortError`, unless a `finally` block of the generator returns something.
 *
 * What is asked right after the call comes before the first step: `const run = remote.train(); run.pause();`
 *
 * ```ts
 * import { close, connect, serve } from "@chainrule/worker";
 *
 * const program = {
 *   *countDown(from: number): Generator<number, string> {
 *     for (let n = from; n > 0; n--) yield n;
 *     return "lift-off";
 *   },
 * };
 * const { port1, port2 } = new MessageChannel(); // in place of a worker
 * serve(program, port1);
 * const remote = connect<typeof program>(port2);
 *
 * const run = remote.countDown(3);
 * const reports: number[] = [];
 * for await (const n of run) reports.push(n);
 * reports; // => [3, 2, 1]
 * await run; // => "lift-off"
 * close(remote);
 * ```
 */
export interface Run<Report, Result> extends Promise<Result>, AsyncIterable<Report> {
  /** Whether it was last asked to pause. */
  readonly paused: boolean;
  /** Holds it at its next `yield`. Other calls are answered meanwhile. */
  pause(): void;
  /** Lets it go on. */
  resume(): void;
  /** Lets it go on to its next `yield`, and holds it there. */
  step(): void;
  /** Ends it at its next `yield`, where the generator returns: `finally` blocks run. The promise is kept once the run has ended, whichever way. */
  stop(): Promise<void>;
}
