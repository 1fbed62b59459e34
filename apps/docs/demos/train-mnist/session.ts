import { onBeforeUnmount, shallowReactive } from "vue";
import { withBase } from "vitepress";
import { failureOf } from "../worker-link.ts";
import { History } from "./history.ts";
import type { Advance, Cell, Evaluation, Look, Report, Request, Settings } from "./protocol.ts";
import { save } from "./save.ts";

/** What the page knows of the training. */
export interface Session {
  /** `closed` before the images are fetched; `failed` once something ended the demo. */
  phase: "closed" | "loading" | "open" | "failed";
  running: boolean;
  loaded: number;
  total: number | null;
  settings: Settings;
  learningRate: number;
  threads: number;
  /** As many threads as there may be. */
  mostThreads: number;
  parameters: number | null;
  advance: Advance | null;
  evaluation: Evaluation | null;
  look: Look | null;
  cell: Cell | null;
  history: History;
  /** Grows with every change of the history. */
  version: number;
  error: string | null;
}

/** The training as the page sees it, and what one can ask of it. */
export interface Training {
  readonly session: Session;
  /** Asks for something, once the images are there. */
  ask(request: Request): void;
  reset(settings: Settings): void;
  setLearningRate(value: number): void;
}

function newSession(): Session {
  return shallowReactive<Session>({
    phase: "closed",
    running: false,
    loaded: 0,
    total: null,
    settings: { network: "cnn", seed: 0 },
    learningRate: 0.0032,
    threads: 1,
    mostThreads: 1,
    parameters: null,
    advance: null,
    evaluation: null,
    look: null,
    cell: null,
    history: new History(),
    version: 0,
    error: null,
  });
}

/** The session of a network that is as yet untrained. */
function begin(session: Session, settings: Settings, parameters: number): void {
  Object.assign(session, {
    settings,
    parameters,
    advance: null,
    evaluation: null,
    cell: null,
    history: new History(),
    version: session.version + 1,
  } satisfies Partial<Session>);
}

/** Notes in the session what a report says. */
function note(session: Session, report: Report): void {
  switch (report.type) {
    case "progress":
      [session.loaded, session.total] = [report.loaded, report.total];
      return;
    case "ready":
      session.phase = "open";
      [session.threads, session.mostThreads] = [report.threads, report.most];
      return;
    case "new":
      return begin(session, report.settings, report.parameters);
    case "running":
      session.running = report.running;
      return;
    case "advance":
      session.advance = report.advance;
      session.history.advance(report.advance);
      session.version++;
      return;
    case "evaluation":
      session.evaluation = report.evaluation;
      session.history.evaluation(report.evaluation);
      session.version++;
      return;
    case "look":
      session.look = report.look;
      return;
    case "cell":
      session.cell = report.cell;
      return;
    case "threads":
      session.threads = report.threads;
      return;
    case "file":
      return save("digits.js", report.code);
    case "error":
      // What fails after that fails because of it.
      if (session.phase !== "failed") fail(session, report.message);
  }
}

function fail(session: Session, error: string): void {
  Object.assign(session, { phase: "failed", running: false, error } satisfies Partial<Session>);
}

/** Starts the worker, and ends it with the component. */
export function useTraining(): Training {
  const session = newSession();
  let worker: Worker | null = start();
  /** What was asked for before the images were there. */
  let waiting: Request[] = [];
  const send = (request: Request): void => worker?.postMessage(request);
  const sendIfOpen = (request: Request): void => {
    if (session.phase === "open") send(request);
  };

  function start(): Worker {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("message", ({ data }: MessageEvent<Report>) => receive(data));
    started.addEventListener("error", (event) => {
      started.terminate(); // it may go on in spite of the error
      worker = null;
      waiting = [];
      fail(session, failureOf(event).message);
    });
    return started;
  }

  function receive(report: Report): void {
    note(session, report);
    if (report.type === "error") waiting = [];
    if (report.type !== "ready") return;
    send({ type: "reset", settings: session.settings });
    send({ type: "learning rate", value: session.learningRate });
    waiting.forEach(send);
    waiting = [];
  }

  function open(): void {
    session.phase = "loading";
    session.error = null;
    worker ??= start();
    send({ type: "load", url: new URL(withBase("/mnist.bin"), location.href).href });
  }

  onBeforeUnmount(() => worker?.terminate());

  return {
    session,
    ask(request) {
      if (session.phase === "open") return send(request);
      waiting.push(request);
      if (session.phase !== "loading") open();
    },
    reset(settings) {
      session.settings = settings;
      sendIfOpen({ type: "reset", settings });
    },
    setLearningRate(value) {
      session.learningRate = value;
      sendIfOpen({ type: "learning rate", value });
    },
  };
}
