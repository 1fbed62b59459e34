import { getThreads, setThreads } from "@chainrule/tensor";
import { type Digits, readDigits } from "../mnist/digits.ts";
import { download } from "../mnist/download.ts";
import { keep } from "../mnist/kept.ts";
import { fileOf } from "./file.ts";
import { lookAt } from "./looking.ts";
import { Meter } from "./meter.ts";
import type {
  Advance,
  Beginning,
  Cell,
  Loaded,
  Look,
  Report,
  Settings,
  Threads,
} from "./protocol.ts";
import { Training } from "./training.ts";

/** Steps from one test to the next: about a quarter of an epoch. */
const stepsBetweenTests = 118;

/** Wrong images shown for a cell of the confusion matrix. */
const mostImages = 60;

/** How often the page is told how much of the images is there, in milliseconds. */
const loadInterval = 50;

let digits: Digits;
let training: Training;
let learningRate = 0.0032;
/** What the page looks at: a test image, and a digit read as another. */
let looked = 0;
let cell: { readonly actual: number; readonly read: number } | null = null;
/** How each test image was read last. */
let read: Uint8Array | null = null;
const meter = new Meter();
/** When the page was last shown what the network makes of an image, and how often it is, in milliseconds. */
let shown = -Infinity;
const lookInterval = 500;

const most = getThreads();

function look(): Look {
  shown = performance.now();
  return lookAt(training.network, digits.test, looked);
}

/** The test images behind the cell that the page looks at. */
function imagesOfCell(): Cell | null {
  if (cell === null || read === null) return null;
  const { test } = digits;
  const { actual, read: digit } = cell;
  const behind = [...test.labels.keys()].filter(
    (i) => test.labels[i] === actual && read![i] === digit,
  );
  const images = behind.slice(0, mostImages).map((image) => ({ image, pixels: test.image(image) }));
  return { actual, read: digit, total: behind.length, images };
}

function learn(): void {
  const start = performance.now();
  meter.add(training.step(), performance.now() - start);
}

const advance = (): Advance => meter.take(training.steps, training.epoch);

/** Reads every test image, in the middle of which the page may ask for other things. */
function* testAll(): Generator<undefined, Report> {
  const { network, settings } = training;
  const { read: digitsRead, ...evaluation } = yield* training.evaluate();
  read = digitsRead;
  void keep({
    network: settings.network,
    accuracy: evaluation.accuracy,
    state: network.stateDict(),
  });
  return { evaluation, look: look(), cell: imagesOfCell() };
}

/** What the page may call. Generators end where the page stops them. */
export const program = {
  /** Fetches the images. */
  async *load(url: string): AsyncGenerator<Loaded, Threads> {
    let loaded: Loaded = { loaded: 0, total: null };
    const loading = download(url, (now, total) => (loaded = { loaded: now, total }));
    for (;;) {
      const rest = new Promise<null>((resolve) => setTimeout(resolve, loadInterval, null));
      const bytes = await Promise.race([loading, rest]);
      yield loaded;
      if (bytes === null) continue;
      digits = await readDigits(bytes);
      return { threads: getThreads(), mostThreads: most };
    }
  },

  /** Begins anew. */
  reset(settings: Settings): Beginning {
    cell = null;
    read = null;
    training = new Training(digits, settings, learningRate);
    meter.reset();
    const parameters = training.parameters.reduce((sum, { size }) => sum + size, 0);
    return { parameters, look: look() };
  },

  /** Learns, and tests now and then. What it tells comes from time to time. */
  *train(): Generator<Report | undefined> {
    for (;;) {
      learn();
      if (meter.due) {
        const due = performance.now() - shown > lookInterval;
        yield { advance: advance(), ...(due ? { look: look() } : {}) };
      } else yield;
      if (training.steps % stepsBetweenTests === 0) yield yield* testAll();
    }
  },

  /** Learns from one batch only. */
  step(): Report {
    learn();
    return { advance: advance(), look: look() };
  },

  /** Tells what was learnt since the page heard last, and tests. */
  *test(): Generator<Report | undefined> {
    if (!meter.empty) yield { advance: advance() };
    yield yield* testAll();
  },

  setLearningRate(value: number): void {
    learningRate = value;
    training.learningRate = value;
  },

  setThreads(value: number): number {
    setThreads(value);
    return getThreads();
  },

  /** Shows what the network makes of a test image, from now on. */
  look(image: number): Look {
    looked = image;
    return look();
  },

  /** Shows the test images of one digit that were read as another, from now on. */
  cell(actual: number, digit: number): Cell | null {
    cell = { actual, read: digit };
    return imagesOfCell();
  },

  /** Writes the network as it is now, as the text of a JavaScript file. */
  file: (): string => fileOf(training.network),
};
