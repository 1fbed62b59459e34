import { rm } from "node:fs/promises";
import { isolating, openChromium, recordTasks, serve } from "@chainrule/chromium";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPage } from "./build-page.ts";
import type { Seen } from "./training-page.ts";

type Browser = Awaited<ReturnType<typeof openChromium>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = await buildPage("training.html");
  browser = await openChromium();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens the page, and closes it after `use`. */
async function inPage<Result>(
  headers: Readonly<Record<string, string>>,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const served = await serve(folder, headers);
  const page = await browser.newPage();
  try {
    await page.goto(`${served.url}training.html`, { waitUntil: "load" });
    // The first call has the browser set up its own part in the page.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    return await use(page);
  } finally {
    await page.close();
    await served.close();
  }
}

/** Calls a function of the page. */
const call = <Result>(page: Page, name: string): Promise<Result> =>
  page.evaluate(
    (called) => (globalThis as unknown as Record<string, () => Promise<Result>>)[called]!(),
    name,
  );

test.each([
  ["with threads", isolating],
  ["without", {}],
])(
  "a page trains in a worker %s, pauses, goes on and stops, and has no long task",
  async (_, headers) => {
    let seen!: Seen;
    const tasks = await inPage(headers, (page) =>
      recordTasks(page, async () => {
        seen = await call<Seen>(page, "train");
      }),
    );
    const { reports, late, held, end, left } = seen;
    expect(reports.map(({ step }) => step)).toEqual(reports.map((__, i) => i + 1));
    expect(reports.length).toBeLessThan(60);
    expect(late).toBeLessThanOrEqual(9);
    expect(held).toBe(0);
    expect([reports[0]!.learningRate, reports.at(-1)!.learningRate]).toEqual([0.01, 0.001]);
    expect(reports.at(-1)!.loss).toBeLessThan(reports[0]!.loss);
    expect([end, left]).toEqual(["train: was stopped before its end.", 0]);
    expect(tasks.length).toBeGreaterThan(20);
    // A step takes longer. Chromium may start a process for the next page meanwhile, whose tasks are there, too.
    expect(tasks.filter((time) => time > 30).length).toBeLessThan(5);
  },
);

test("workers that do not start, or fail, are said to in a sentence", async () => {
  const lost =
    "going: the worker could not be started: its script, or one that it imports, cannot be loaded.";
  expect(await inPage({}, (page) => call(page, "fail"))).toEqual([
    lost,
    lost,
    "going: the worker failed: Uncaught Error: broken",
    "train: the worker failed: Uncaught Error: out of order",
    "going: the worker failed: Uncaught Error: out of order",
  ]);
});

test("a shared worker serves each of its pages", async () => {
  const counted = Array.from({ length: 20 }, (_, i) => i + 1);
  expect(await inPage({}, (page) => call(page, "share"))).toEqual([counted, counted]);
});
