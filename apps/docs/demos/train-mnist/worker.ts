import { getThreads, setThreads } from "@chainrule/tensor";
import { type Digits, readDigits } from "../mnist/digits.ts";
import { download } from "../mnist/download.ts";
import { keep } from "../mnist/kept.ts";
import { fileOf } from "./file.ts";
import { lookAt } from "./looking.ts";
import { Meter } from "./meter.ts";
import type { Report, Request, Settings } from "./protocol.ts";
import { Training } from "./training.ts";

/** Steps from one test to the next: about a quarter of an epoch. */
const stepsBetweenTests = 118;

/** Wrong images shown for a cell of the confusion matrix. */
const mostImages = 60;

let digits: Digits;
let training: Training;
let learningRate = 0.0032;
/** What the page looks at: a test image, and a digit read as another. */
let looked = 0;
let cell: { actual: number; read: number } | null = null;
/** How each test image was read last. */
let read: Uint8Array | null = null;
const meter = new Meter();
/** When the page was last shown what the network makes of an image, and how often it is, in milliseconds. */
let shown = -Infinity;
const lookInterval = 500;

/** The run that goes on; whoever finds another here, or none, ends. */
let run: object | null = null;
const goesOn = (one: object): boolean => run === one;

/** The test that goes on, likewise. */
let testing: object | null = null;

const most = getThreads();

function tell(report: Report): void {
  postMessage(report);
}

/** Gives way to messages; a timer would sleep for too long. */
const { port1, port2 } = new MessageChannel();
function breath(): Promise<void> {
  return new Promise((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(null);
  });
}

/** Sets off a run in place of the one that goes on, or ends that one with `null`. */
function switchTo(next: object | null): void {
  run = next;
  tell({ type: "running", running: next !== null });
}

function begin(settings: Settings): void {
  switchTo(null);
  testing = null;
  cell = null;
  training = new Training(digits, settings, learningRate);
  read = null;
  meter.reset();
  const parameters = training.parameters.reduce((sum, { size }) => sum + size, 0);
  tell({ type: "new", settings, parameters });
  look();
}

function look(): void {
  shown = performance.now();
  tell({ type: "look", look: lookAt(training.network, digits.test, looked) });
}

function showCell(): void {
  if (cell === null || read === null) return;
  const { actual } = cell;
  const { test } = digits;
  const behind = [...test.labels.keys()].filter(
    (i) => test.labels[i] === actual && read![i] === cell!.read,
  );
  const images = behind.slice(0, mostImages).map((image) => ({ image, pixels: test.image(image) }));
  tell({ type: "cell", cell: { actual, read: cell.read, total: behind.length, images } });
}

function tellAdvance(): void {
  tell({ type: "advance", advance: meter.take(training.steps, training.epoch) });
}

/** One step, and what it tells the page: now and then, or `always`. */
function advance(always = false): void {
  testing = null;
  const start = performance.now();
  meter.add(training.step(), performance.now() - start);
  if (!meter.due && !always) return;
  tellAdvance();
  if (always || performance.now() - shown > lookInterval) look();
}

/** Reads every test image, in the middle of which the page may ask for other things: a test of what has learnt more by then, or that is tested anew, is given up. */
async function testAll(): Promise<void> {
  const tested = training;
  const mine = (testing = {});
  const evaluation = tested.evaluate();
  let next = evaluation.next();
  while (next.done !== true) {
    await breath();
    if (testing !== mine) return;
    next = evaluation.next();
  }
  const { read: digitsRead, ...result } = next.value;
  read = digitsRead;
  tell({ type: "evaluation", evaluation: result });
  look();
  showCell();
  const { network, settings } = tested;
  void keep({
    network: settings.network,
    accuracy: result.accuracy,
    state: network.stateDict(),
  });
}

/** Learns until it is told to stop. */
async function train(): Promise<void> {
  const mine = {};
  switchTo(mine);
  while (goesOn(mine)) {
    advance();
    if (training.steps % stepsBetweenTests === 0) await testAll();
    await breath();
  }
}

async function load(url: string): Promise<void> {
  let told = 0;
  const bytes = await download(url, (loaded, total) => {
    if (performance.now() - told < 50 && loaded !== total) return;
    told = performance.now();
    tell({ type: "progress", loaded, total });
  });
  digits = await readDigits(bytes);
  tell({ type: "ready", threads: getThreads(), most });
}

async function answer(request: Request): Promise<void> {
  switch (request.type) {
    case "load":
      return load(request.url);
    case "reset":
      return begin(request.settings);
    case "train":
      return run === null ? train() : undefined;
    case "pause":
      if (run === null) return;
      switchTo(null);
      // What was learnt since the page heard last.
      if (!meter.empty) tellAdvance();
      return testAll();
    case "step":
      if (run !== null) return;
      advance(true);
      return testAll();
    case "learning rate":
      learningRate = request.value;
      training.learningRate = learningRate;
      return;
    case "threads":
      setThreads(request.value);
      tell({ type: "threads", threads: getThreads() });
      return;
    case "look":
      looked = request.image;
      return look();
    case "cell":
      cell = request;
      return showCell();
    case "file":
      return tell({ type: "file", code: fileOf(training.network) });
  }
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  answer(data).catch((error: unknown) => {
    switchTo(null);
    tell({ type: "error", message: error instanceof Error ? error.message : String(error) });
  });
});
