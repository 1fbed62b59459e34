import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope } from "vue";
import type { Report, Request } from "./protocol.ts";
import { type Reader, useReader } from "./reader.ts";

let asked: Request[];
let tell: (report: Report) => void;
let reader: Reader;

beforeEach(() => {
  asked = [];
  vi.stubGlobal(
    "Worker",
    class extends EventTarget {
      constructor() {
        super();
        tell = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      }

      postMessage(request: Request): void {
        asked.push(request);
      }

      terminate(): void {}
    },
  );
  reader = effectScope().run(useReader)!;
});

afterEach(() => vi.unstubAllGlobals());

const image = (pixel: number): Uint8Array => Uint8Array.of(pixel);

/** Answers the question that was asked last. */
function answer(value: number): void {
  const { id } = asked.findLast((request) => request.type === "read")!;
  tell({ type: "probabilities", id, values: [value] });
}

const pixelsAsked = (): number[] =>
  asked.flatMap((request) => (request.type === "read" ? [...request.pixels] : []));

test("a drawing is read while it is drawn, one image at a time", () => {
  for (const pixel of [1, 2, 3]) reader.read(image(pixel));
  expect(pixelsAsked()).toEqual([1]);
  answer(0.1);
  expect(reader.reading.probabilities).toEqual([0.1]);
  expect(pixelsAsked()).toEqual([1, 3]);
});

test("what was asked for a drawing that is cleared, or of another network, is not shown", () => {
  const { reading } = reader;
  reader.read(image(1));
  reader.read(null);
  reader.read(image(2));
  answer(0.1);
  expect(reading.probabilities).toBeNull();
  answer(0.2);
  expect(reading.probabilities).toEqual([0.2]);
  reader.read(image(3));
  reader.use("trained");
  answer(0.3);
  expect(reading.probabilities).toEqual([0.2]);
  answer(0.4);
  expect(reading.probabilities).toEqual([0.4]);
});

test("after an error the next image is read", () => {
  reader.read(image(1));
  reader.read(image(2));
  tell({ type: "error", message: "no" });
  expect(reader.reading.error).toBe("no");
  expect(pixelsAsked()).toEqual([1, 2]);
  tell({ type: "error", message: "no" });
  reader.read(image(3));
  answer(0.5);
  expect(reader.reading.probabilities).toEqual([0.5]);
});
