import { onScopeDispose, shallowReactive } from "vue";
import { failureOf } from "../worker-link.ts";
import type { Available, Report, Request, Source } from "./protocol.ts";

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
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const reading = shallowReactive<Reading>({
    networks: [],
    source: "shipped",
    probabilities: null,
    error: null,
  });
  const send = (request: Request): void => worker.postMessage(request);
  /** Counts drawings, and networks that read them: what was asked before one of them is no answer to it. */
  let id = 0;
  let image: Uint8Array | null = null;
  /** While the worker reads one image only the newest of the next waits. */
  let busy = false;
  let waiting = false;

  function next(): void {
    busy = false;
    if (waiting) ask();
  }

  function ask(): void {
    if (image === null) return;
    busy = true;
    waiting = false;
    send({ type: "read", id, pixels: image });
  }

  function receive(report: Report): void {
    switch (report.type) {
      case "available":
        reading.networks = report.networks;
        if (report.networks.some(({ source }) => source === "trained")) use("trained");
        return;
      case "probabilities":
        if (report.id === id) reading.probabilities = report.values;
        return next();
      case "error":
        reading.error = report.message;
        return next();
    }
  }

  function read(pixels: Uint8Array | null): void {
    image = pixels;
    if (pixels === null) {
      id++;
      reading.probabilities = null;
    } else if (busy) waiting = true;
    else ask();
  }

  function use(source: Source): void {
    reading.source = source;
    id++;
    send({ type: "use", source });
    read(image);
  }

  worker.addEventListener("message", ({ data }: MessageEvent<Report>) => receive(data));
  worker.addEventListener("error", (event) => {
    reading.error = failureOf(event).message;
  });
  onScopeDispose(() => worker.terminate());
  return { reading, read, use };
}
