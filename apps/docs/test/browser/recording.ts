import type { Browser } from "playwright-core";
import { open } from "./open.ts";

/** What Chromium writes down of what a thread does. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** How long it kept a processor busy, in microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const config = {
  includedCategories: ["disabled-by-default-devtools.timeline", "__metadata"],
  excludedCategories: ["*"],
};

/** Opens a page with an empty cache, and gives the processor's time in milliseconds of each task of its main thread until `sign` is there and nothing is left to do. */
export async function recordTasks(path: string, sign: string): Promise<number[]> {
  const events = await open("/favicon.svg", {}, ({ page }) =>
    trace(page.context().browser()!, async () => {
      await page.goto(new URL(path, page.url()).href);
      await page.locator(sign).first().waitFor();
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    }),
  );
  const mains = events.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const threads = new Set(mains.map(({ pid, tid }) => `${pid} ${tid}`));
  return events
    .filter(({ name, pid, tid }) => name === "RunTask" && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
}

/** What the browser does while `act` runs. */
async function trace(browser: Browser, act: () => Promise<void>): Promise<TraceEvent[]> {
  const chromium = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  chromium.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await chromium.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: config });
  try {
    await act();
  } finally {
    const complete = new Promise((resolve) => chromium.once("Tracing.tracingComplete", resolve));
    await chromium.send("Tracing.end");
    await complete;
    await chromium.detach();
  }
  return events;
}
