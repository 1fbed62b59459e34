import { type Classifier, models } from "@chainrule/mnist/models";
import { setThreads } from "@chainrule/tensor";
import { imagesOf } from "../mnist/digits.ts";
import { kept, type Kept } from "../mnist/kept.ts";
import type { Available, Report, Request, Source } from "./protocol.ts";
import { shipped } from "./shipped.ts";

setThreads(1); // one image is less work than handing it out

const found = new Map<Source, { readonly kept: Kept; readonly network: Classifier }>();
let used: Source = "shipped";

function tell(report: Report): void {
  postMessage(report);
}

/** Builds a network from its numbers; one that does not fit any more, from an older page, is none. */
function add(source: Source, numbers: Kept | null): void {
  if (numbers === null || !Object.hasOwn(models, numbers.network)) return;
  const network = models[numbers.network]();
  try {
    network.loadStateDict(numbers.state);
  } catch (error) {
    if (source === "shipped") throw error;
    return;
  }
  network.evaluate();
  found.set(source, { kept: numbers, network });
}

async function open(): Promise<void> {
  add("trained", await kept());
  try {
    add("shipped", await shipped());
  } catch (error) {
    if (found.size === 0) throw error;
    // The one that the browser keeps can be asked all the same.
    failed(error);
  }
  if (found.has("trained")) used = "trained";
  const all = Array.from(found, ([source, { kept: numbers }]): Available => {
    const { network, accuracy } = numbers;
    return { source, network, accuracy };
  });
  tell({ type: "available", networks: all });
}

function failed(error: unknown): void {
  tell({ type: "error", message: error instanceof Error ? error.message : String(error) });
}

const opening = open();
opening.catch(failed);

async function answer(request: Request): Promise<void> {
  await opening;
  if (request.type === "use") {
    used = request.source;
    return;
  }
  const { network } = found.get(used)!;
  const values = Array.from(network.forward(imagesOf(request.pixels)).softmax(1).data());
  tell({ type: "probabilities", id: request.id, values });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  answer(data).catch(failed);
});
