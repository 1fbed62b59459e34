import type { Browser, Page } from "playwright-core";

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

/**
 * The processor's time, in milliseconds, of each task of a page's main thread while `act` runs. The clock's would count the waiting for a processor that others have: a task of 10 ms can take 300 by the clock
 * on a machine that runs other tests.
 */
export async function recordTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  const events = await trace(page.context().browser()!, act);
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
