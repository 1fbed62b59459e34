import { serve } from "@chainrule/worker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope } from "vue";
import type { Opened, Source } from "./protocol.ts";
import { type Reader, useReader } from "./reader.ts";

const both: Opened = {
  networks: [
    { source: "trained", network: "mlp", accuracy: 0.9 },
    { source: "shipped", network: "cnn", accuracy: 0.99 },
  ],
  problem: null,
};

interface Question {
  readonly source: Source;
  readonly pixel: number;
  answer(value: number): void;
  refuse(message: string): void;
}

let open: () => Promise<Opened>;
let asked: Question[];
let reader: Reader;

vi.mock("vue", async (original) => ({ ...(await original<object>()), onBeforeUnmount: () => {} }));

beforeEach(() => {
  asked = [];
  open = () => Promise.resolve({ ...both, networks: both.networks.slice(1) });
  const program = {
    open: () => open(),
    probabilities: (source: Source, [pixel]: Uint8Array) =>
      new Promise((resolve, reject) =>
        asked.push({
          source,
          pixel: pixel!,
          answer: (value) => resolve([value]),
          refuse: (message) => reject(new Error(message)),
        }),
      ),
  };
  vi.stubGlobal("Worker", function worker() {
    const { port1, port2 } = new MessageChannel();
    serve(program, port1);
    return port2;
  });
});

afterEach(() => vi.unstubAllGlobals());

const start = (): void => {
  reader = effectScope().run(useReader)!;
};
const image = (pixel: number): Uint8Array => Uint8Array.of(pixel);
const pixelsAsked = (): number[] => asked.map(({ pixel }) => pixel);

/** Waits until so many questions were asked, and gives the last. */
async function question(count: number): Promise<Question> {
  await expect.poll(pixelsAsked).toHaveLength(count);
  return asked.at(-1)!;
}

const shown = (): readonly number[] | null => reader.reading.probabilities;

test("a drawing is read while it is drawn, one image at a time", async () => {
  start();
  reader.read(image(1));
  const first = await question(1);
  for (const pixel of [2, 3]) reader.read(image(pixel));
  first.answer(0.1);
  await expect.poll(shown).toEqual([0.1]);
  await question(2);
  expect(pixelsAsked()).toEqual([1, 3]);
});

test("what was asked for a drawing that is cleared, or of another network, is not shown", async () => {
  start();
  reader.read(image(1));
  const first = await question(1);
  reader.read(null);
  reader.read(image(2));
  first.answer(0.1);
  const second = await question(2);
  expect(shown()).toBeNull();
  second.answer(0.2);
  await expect.poll(shown).toEqual([0.2]);
  reader.read(image(3));
  const third = await question(3);
  reader.use("trained");
  third.answer(0.3);
  const fourth = await question(4);
  expect(shown()).toEqual([0.2]);
  fourth.answer(0.4);
  await expect.poll(shown).toEqual([0.4]);
  expect(asked.map(({ source }) => source)).toEqual(["shipped", "shipped", "shipped", "trained"]);
});

test("after an error the next image is read", async () => {
  start();
  reader.read(image(1));
  const first = await question(1);
  reader.read(image(2));
  first.refuse("no");
  const second = await question(2);
  expect(reader.reading.error).toBe("no");
  second.refuse("not that either");
  await expect.poll(() => reader.reading.error).toBe("not that either");
  reader.read(image(3));
  (await question(3)).answer(0.5);
  await expect.poll(shown).toEqual([0.5]);
});

test("a drawing from before the networks are there is read, by the one that was trained", async () => {
  let come!: (opened: Opened) => void;
  open = () => new Promise((resolve) => (come = resolve));
  start();
  reader.read(image(1));
  await expect.poll(() => come).toBeDefined();
  come(both);
  expect(await question(1)).toMatchObject({ source: "trained", pixel: 1 });
});

test("without a network every drawing says what is wrong", async () => {
  open = () => Promise.reject(new Error("shipped.bin: could not be fetched."));
  start();
  reader.read(image(1));
  await expect.poll(() => reader.reading.error).toBe("shipped.bin: could not be fetched.");
  expect(asked).toEqual([]);
});
