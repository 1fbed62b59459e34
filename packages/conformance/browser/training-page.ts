import { close, connect, type Remote } from "@chainrule/worker";
import type { Report, Training } from "../src/worker/training.ts";
import type { Counting } from "./training-shared.ts";

/** What a page sees of a training. */
export interface Seen {
  readonly reports: readonly Report[];
  /** Steps that came after the page asked for a pause, and while it lasted. */
  readonly late: number;
  readonly held: number;
  /** How the training ended, and how many the worker still has. */
  readonly end: string;
  readonly left: number;
}

const start = (): Remote<Training> =>
  connect<Training>(
    new Worker(new URL("../src/worker/training.ts", import.meta.url), { type: "module" }),
  );

const rest = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing was thrown",
    ({ message }: Error) => message,
  );

/** Trains, pauses, changes the learning rate, goes on, and stops. */
async function train(): Promise<Seen> {
  const training = start();
  const run = training.train({ seed: 1, width: 256, batch: 16_384 });
  const reports: Report[] = [];
  const reading = (async () => {
    for await (const report of run) reports.push(report);
  })();
  while (reports.length < 10) await rest(10);
  run.pause();
  const asked = reports.length;
  await training.setLearningRate(0.001);
  await rest(100);
  const late = reports.length - asked;
  await rest(300);
  const held = reports.length - asked - late;
  run.resume();
  while (reports.length < 30) await rest(10);
  await run.stop();
  await reading;
  const [end, left] = [await messageOf(run), await training.going()];
  close(training);
  return { reports, late, held, end, left };
}

/** What calls say of workers that do not start, or that fail. */
async function fail(): Promise<readonly string[]> {
  const script = (code: string): Worker =>
    new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), {
      type: "module",
    });
  const going = (worker: Worker): Promise<string> => messageOf(connect<Training>(worker).going());
  const training = start();
  const run = training.train({ seed: 1, width: 8, batch: 8 });
  run.pause();
  await training.breakDown();
  return [
    await going(new Worker("/missing.js", { type: "module" })),
    await going(script("import '/missing.js';")),
    await going(script("throw new Error('broken')")),
    await messageOf(run),
    await messageOf(training.going()),
  ];
}

/** Counts in a shared worker, over two connections. */
async function share(): Promise<readonly (readonly number[])[]> {
  const count = async (): Promise<number[]> => {
    const { port } = new SharedWorker(new URL("training-shared.ts", import.meta.url), {
      type: "module",
    });
    const remote = connect<Counting>(port);
    const found: number[] = [];
    for await (const n of remote.count(20)) found.push(n);
    close(remote);
    return found;
  };
  return Promise.all([count(), count()]);
}

Object.assign(globalThis, { train, fail, share });
