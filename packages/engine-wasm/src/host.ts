import { type Member, workerSource } from "./worker.ts";

interface NodeWorker {
  unref(): void;
  on(event: string, listener: (error: Error) => void): void;
  terminate(): unknown;
}

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly Worker?: new (url: string) => WebWorker;
  readonly DedicatedWorkerGlobalScope?: unknown;
  readonly Blob?: new (parts: string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
  readonly performance: { now(): number };
}

const host = globalThis as unknown as Host;

/** A module of Node's; `undefined` elsewhere. */
function nodeModule(name: string): unknown {
  return host.process?.getBuiltinModule?.(name);
}

/** Node's threads; `undefined` elsewhere. */
function nodeThreads(): { Worker: new (code: string, options: object) => NodeWorker } | undefined {
  return nodeModule("node:worker_threads") as ReturnType<typeof nodeThreads>;
}

/** Whether threads can share memory here: in Node, and in pages that are cross-origin isolated. */
export function canShare(): boolean {
  const starts = nodeThreads() !== undefined || host.Worker !== undefined;
  return starts && host.SharedArrayBuffer !== undefined && host.crossOriginIsolated !== false;
}

/** Whether the calling thread may sleep: the main thread of a page may not. */
export function maySleep(): boolean {
  return nodeThreads() !== undefined || host.DedicatedWorkerGlobalScope !== undefined;
}

/** Milliseconds since some moment. */
export function clock(): number {
  return host.performance.now();
}

let url: string | undefined;

/** Starts a worker of a page or of a worker. */
function startWebWorker(member: Member): WebWorker {
  const { Blob, URL, Worker } = host;
  const code = `${workerSource()} onmessage = ({ data }) => start(data);`;
  url ??= URL!.createObjectURL(new Blob!([code], { type: "text/javascript" }));
  const worker = new Worker!(url);
  worker.postMessage(member);
  return worker;
}

/** The number of processors that this program may use. */
export function processors(): number {
  const os = nodeModule("node:os") as { availableParallelism?(): number } | undefined;
  return os?.availableParallelism?.() ?? host.navigator?.hardwareConcurrency ?? 1;
}

/** Starts a worker of Node's; `failed` hears of one that throws. */
function startNodeWorker(
  { Worker }: NonNullable<ReturnType<typeof nodeThreads>>,
  member: Member,
  failed: (message: string) => void,
): NodeWorker {
  const code = `${workerSource()} start(require("node:worker_threads").workerData);`;
  const worker = new Worker(code, { eval: true, workerData: member, execArgv: [], env: {} });
  // An idle worker does not keep the program alive.
  worker.unref();
  worker.on("error", ({ message }) => failed(message));
  return worker;
}

/** Starts a worker; `null` where a page's policy or Node's permissions forbid it. One that does not start never says that it is ready. `failed` hears of a worker that throws. */
export function startWorker(
  member: Member,
  failed: (message: string) => void,
): NodeWorker | WebWorker | null {
  const threads = nodeThreads();
  try {
    return threads === undefined
      ? startWebWorker(member)
      : startNodeWorker(threads, member, failed);
  } catch {
    return null;
  }
}
