import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { close, connect, type Remote } from "@chainrule/worker";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Report, Training } from "../src/worker/training.ts";

let folder: string;
/** The training as a file that Node runs. */
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chainrule-worker-"));
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      outDir: folder,
      target: "es2023",
      minify: false,
      lib: {
        entry: fileURLToPath(new URL("../src/worker/training.ts", import.meta.url)),
        formats: ["es"],
        fileName: () => "training.mjs",
      },
    },
  });
  script = join(folder, "training.mjs");
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

const open: object[] = [];

/** Starts a worker, which ends with the test. */
function start(file: string | URL = script, options: WorkerOptions = {}): Remote<Training> {
  const remote = connect<Training>(new Worker(file, options));
  open.push(remote);
  return remote;
}

afterEach(() => open.splice(0).forEach(close));

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error("nothing was thrown"),
    (error: Error) => error,
  );

const settings = { seed: 1, width: 32, batch: 64 };

test("a training reports, is paused, hears of another learning rate, goes on, and gives its weights", async () => {
  const training = start();
  const run = training.train(settings);
  const reports: Report[] = [];
  for await (const report of run) {
    reports.push(report);
    if (report.step !== 50) continue;
    run.pause();
    await training.setLearningRate(0.001);
    expect(await training.going()).toBe(1);
    run.resume();
  }
  expect(reports.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  const rates = reports.map(({ learningRate }) => learningRate);
  expect(rates.slice(0, 50)).toEqual(rates.slice(0, 50).fill(0.01));
  expect(rates.slice(60)).toEqual(rates.slice(60).fill(0.001));
  expect(reports.at(-1)!.loss).toBeLessThan(reports[0]!.loss / 2);
  const weights = await run;
  expect(weights).toBeInstanceOf(Float32Array);
  expect(weights).toHaveLength(32);
});

test("a run that is stopped ends in the worker, too", async () => {
  const training = start();
  const run = training.train(settings);
  for await (const { step } of run) if (step === 3) break;
  expect(await training.going()).toBe(0);
  expect((await failure(run)).message).toBe("train: was stopped before its end.");
});

test("the same seed gives the same losses, on any number of threads", async () => {
  const losses = async (threads: number): Promise<number[]> => {
    const training = start();
    expect(await training.setThreads(threads)).toBe(threads);
    const found: number[] = [];
    for await (const { step, loss } of training.train({ seed: 2, width: 256, batch: 1024 })) {
      found.push(loss);
      if (step === 20) break;
    }
    return found;
  };
  expect(await losses(2)).toEqual(await losses(1));
});

test("a tensor is recognised, and what to send in its place is said", async () => {
  expect((await failure(start().tensor())).message).toBe(
    "tensor: a result must be data that can be copied; got a tensor (send its data()).",
  );
});

test("a worker that fails outside of any call says why, then and later", async () => {
  const training = start();
  const run = training.train(settings);
  run.pause();
  await training.breakDown();
  const error = await failure(run);
  expect(error.message).toBe("train: the worker failed: out of order");
  expect((error.cause as Error).stack).toContain("training");
  expect((await failure(training.going())).message).toBe("going: the worker failed: out of order");
});

test.each([
  ["is missing", "throw new Error('never run')", "the worker failed: Cannot find module"],
  ["throws", "throw new Error('broken')", "the worker failed: broken"],
  ["ends", "setTimeout(() => process.exit(3))", "the worker has ended."],
])("a script that %s is what a call says", async (how, code, sentence) => {
  const training =
    how === "is missing" ? start(join(folder, "missing.mjs")) : start(code, { eval: true });
  expect((await failure(training.going())).message).toContain(`going: ${sentence}`);
});

test("a script that waits before it serves loses no call", async () => {
  const url = JSON.stringify(pathToFileURL(script).href);
  const code = `await new Promise((resolve) => setTimeout(resolve, 300)); await import(${url});`;
  const training = start(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  expect(await training.going()).toBe(0);
});

test("what is open when the worker is closed is rejected", async () => {
  const training = start();
  const run = training.train(settings);
  for await (const _ of run) {
    close(training);
    break;
  }
  expect((await failure(run)).message).toBe("train: the worker was closed.");
});
