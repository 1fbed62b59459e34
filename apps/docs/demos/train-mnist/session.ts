import { close, connect, type Remote, type Run } from "@chainrule/worker";
import { onBeforeUnmount, shallowReactive } from "vue";
import { withBase } from "vitepress";
import { failureOf } from "../worker-link.ts";
import { History } from "./history.ts";
import type { program } from "./program.ts";
import type { Advance, Cell, Evaluation, Look, Report, Settings } from "./protocol.ts";
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

/** The training as the page sees it, and what one can ask of it: what needs the images fetches them first. */
export interface Training {
  readonly session: Session;
  reset(settings: Settings): void;
  train(): void;
  pause(): void;
  /** One batch only. */
  step(): void;
  setLearningRate(value: number): void;
  setThreads(value: number): void;
  look(image: number): void;
  /** Shows the test images of one digit that were read as another. */
  showCell(actual: number, read: number): void;
  saveFile(): void;
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

/** Notes in the session what is new. */
function note(session: Session, report: Report): void {
  Object.assign(session, report);
  if (report.advance) session.history.advance(report.advance);
  if (report.evaluation) session.history.evaluation(report.evaluation);
  if (report.advance ?? report.evaluation) session.version++;
}

function fail(session: Session, error: string): void {
  // What fails after that fails because of it.
  if (session.phase === "failed") return;
  Object.assign(session, { phase: "failed", running: false, error } satisfies Partial<Session>);
}

/** Starts the worker, and ends it with the component. */
export function useTraining(): Training {
  const session = newSession();
  let opening: Promise<void> | null = null;
  let worker: Remote<typeof program> | null = start();
  /** The training or the test that goes on, and what the page did last to begin or end one. */
  let run: Run<Report, void> | null = null;
  let deed: object = {};

  function start(): Remote<typeof program> {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("error", (event) => {
      worker = opening = null;
      fail(session, failureOf(event).message);
    });
    return connect<typeof program>(started);
  }

  /** Has the worker fetch the images, and begin. */
  async function open(): Promise<void> {
    Object.assign(session, { phase: "loading", error: null } satisfies Partial<Session>);
    worker ??= start();
    const loading = worker.load(new URL(withBase("/mnist.bin"), location.href).href);
    for await (const loaded of loading) Object.assign(session, loaded);
    Object.assign(session, await loading);
    session.phase = "open";
    await begin(worker);
    await worker.setLearningRate(session.learningRate);
  }

  /** Ends what goes on. */
  function end(): object {
    void run?.stop();
    session.running = false;
    return (deed = {});
  }

  async function begin(training: Remote<typeof program>): Promise<void> {
    end();
    const beginning = await training.reset(session.settings);
    Object.assign(session, {
      ...beginning,
      advance: null,
      evaluation: null,
      cell: null,
      history: new History(),
      version: session.version + 1,
    } satisfies Partial<Session>);
  }

  /** Does something once the images are there. */
  async function ask(act: (training: Remote<typeof program>) => Promise<void>): Promise<void> {
    try {
      await (opening ??= open());
      await act(worker!);
    } catch (error) {
      opening = null;
      fail(session, (error as Error).message);
    }
  }

  async function follow(next: Run<Report, void>): Promise<void> {
    run = next;
    for await (const report of next) note(session, report);
  }

  onBeforeUnmount(() => worker && close(worker));

  return {
    session,
    reset(settings) {
      session.settings = settings;
      if (session.phase === "open") void ask(begin);
    },
    train: () =>
      void ask((training) => {
        end();
        session.running = true;
        return follow(training.train());
      }),
    pause: () =>
      void ask((training) => {
        end();
        return follow(training.test());
      }),
    step: () =>
      void ask(async (training) => {
        const mine = end();
        note(session, await training.step());
        if (deed === mine) await follow(training.test());
      }),
    setLearningRate(value) {
      session.learningRate = value;
      if (session.phase === "open") void ask((training) => training.setLearningRate(value));
    },
    setThreads: (value) =>
      void ask(async (training) => {
        session.threads = await training.setThreads(value);
      }),
    look: (image) =>
      void ask(async (training) => {
        session.look = await training.look(image);
      }),
    showCell: (actual, read) =>
      void ask(async (training) => {
        session.cell = await training.cell(actual, read);
      }),
    saveFile: () => void ask(async (training) => save("digits.js", await training.file())),
  };
}
