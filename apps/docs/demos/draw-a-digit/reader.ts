import { shallowReactive, watch } from "vue";
import { linkTo } from "../worker-link.ts";
import type { Networks } from "./networks.ts";
import type { Available, Source } from "./protocol.ts";

/** What the page knows. */
export interface Reading {
  networks: readonly Available[];
  source: Source;
  /** Of each digit, for the image read last; `null` while there is none. */
  probabilities: readonly number[] | null;
  error: string | null;
}

/** The network in its worker. */
export interface Reader {
  readonly reading: Reading;
  /** Reads an image, or nothing. */
  read(pixels: Uint8Array | null): void;
  use(source: Source): void;
}

/** Starts the worker, and ends it with the component. */
export function useReader(): Reader {
  const { remote, failure } = linkTo<Networks>(
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
  );
  const reading = shallowReactive<Reading>({
    networks: [],
    source: "shipped",
    probabilities: null,
    error: null,
  });
  /** Another for each drawing, and each network that reads one: what was asked before is no answer to it. */
  let question = {};
  let image: Uint8Array | null = null;
  /** While the worker reads one image only the newest of the next waits. */
  let busy = false;
  let waiting = false;

  watch(failure, (message) => {
    reading.error = message;
  });
  const fail = (error: unknown): void => {
    // What a worker that has ended fails of is said already.
    if (failure.value === "") reading.error = (error as Error).message;
  };

  async function open(): Promise<void> {
    const { networks, problem } = await remote.open();
    reading.networks = networks;
    reading.error = problem;
    if (networks.some(({ source }) => source === "trained")) use("trained");
  }

  async function ask(): Promise<void> {
    busy = true;
    while (waiting) {
      waiting = false;
      try {
        await opening;
        const mine = question;
        const values = image && (await remote.probabilities(reading.source, image));
        if (question === mine) reading.probabilities = values;
      } catch (error) {
        fail(error);
      }
    }
    busy = false;
  }

  function read(pixels: Uint8Array | null): void {
    image = pixels;
    if (pixels === null) {
      question = {};
      reading.probabilities = null;
      return;
    }
    waiting = true;
    if (!busy) void ask();
  }

  function use(source: Source): void {
    reading.source = source;
    question = {};
    read(image);
  }

  const opening = open();
  opening.catch(fail);
  return { reading, read, use };
}
