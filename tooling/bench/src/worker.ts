// The process of one JavaScript library: does one row's work when asked. See `protocol.ts`.
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { median } from "./figures.ts";
import { load } from "./inputs.ts";
import type { LibraryModule, Subject } from "./library.ts";
import {
  comparedLosses,
  type Finish,
  type Finished,
  type Round,
  type Rounded,
  type Start,
  type Started,
} from "./protocol.ts";
import { subjectOf } from "./subject.ts";
import type { CallsRow } from "./work.ts";

const losses: number[] = [];

/** Imports a file that stands beside this one once it is bundled. */
function beside<T>(path: string): Promise<T> {
  return import(new URL(path, import.meta.url).href) as Promise<T>;
}

async function call(subject: Subject): Promise<void> {
  let loss = subject.call();
  if (loss instanceof Promise) loss = await loss;
  if (typeof loss === "number" && losses.length < comparedLosses) losses.push(loss);
}

/** Calls until `milliseconds` have passed; gives the median of the calls' times. */
async function repeat(subject: Subject, milliseconds: number): Promise<number> {
  const times: number[] = [];
  const start = performance.now();
  for (let last = start; last - start < milliseconds || times.length === 0;) {
    await call(subject);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return median(times);
}

async function prepare(request: Start): Promise<{ subject: Subject; started: Started }> {
  const module: LibraryModule = await beside(`libraries/${request.library}.js`);
  const library = await module.open(request.threads);
  const { default: rows }: { default: readonly CallsRow[] } = await beside(
    `cases/${request.case}.js`,
  );
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).map(([name, place]) => [name, load(place)]),
  );
  const { work } = rows[request.row]!;
  const { captured, batches } = request;
  const isProbe = "probe" in library;
  const subject = isProbe ? library.probe : subjectOf(library, work, captured, inputs, batches);
  const first = await repeat(subject, 0);
  if (first < request.warmup) await repeat(subject, request.warmup);
  const { version } = library;
  return { subject, started: { version, first, ...(isProbe && { flops: library.flops }) } };
}

function reply(value: Started | Rounded | Finished | { error: string }): void {
  writeSync(3, `${JSON.stringify(value)}\n`);
}

let subject: Subject | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Start | Round | Finish;
  try {
    if ("library" in request) {
      const ready = await prepare(request);
      ({ subject } = ready);
      reply(ready.started);
    } else if ("slice" in request) {
      reply({ time: await repeat(subject!, request.slice) });
    } else {
      const check = (await subject!.check?.()) ?? losses;
      reply({ check: Array.from(check), memory: process.resourceUsage().maxRSS * 1024 });
      process.exit();
    }
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) });
    process.exit();
  }
}
