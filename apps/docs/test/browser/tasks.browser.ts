import { beforeAll, expect, test } from "vitest";
import { open } from "./open.ts";
import { pages } from "./pages.ts";
import { recordTasks } from "./recording.ts";

/** What shows that a demo is at work. */
const signs: Readonly<Record<string, string>> = {
  "/demos/convolution-windows": ".number-grid",
  "/demos/draw-a-digit": ".draw-a-digit .answer",
  "/demos/optimizer-race": "[data-loss]",
  "/demos/train-mnist": ".train-mnist .status",
  "/demos/watch-backprop": "tr[data-verdict]",
};

/** The demos, the first page, the guide with the most code, and the longest pages of the reference. */
const heavy = [
  ...pages.filter((path) => path.startsWith("/demos/")),
  "/",
  "/guides/gradients",
  "/api/tensor/classes/Tensor",
  "/api/tensor/methods/math",
  "/api/tensor/namespaces/shapes/",
  "/api/tensor/",
];
/** How long a task may take where the machine is not slow, in milliseconds. */
const most = 100;
/** On a machine so slow that a page of one sentence has longer tasks than half of that, how many times as long as that page's. */
const timesSimplest = 2;

/** The tasks of a page that is opened with an empty cache, until `sign` is there and nothing is left to do. */
function tasksOf(path: string, sign: string): Promise<number[]> {
  return open("/favicon.svg", {}, ({ page }) =>
    recordTasks(page, async () => {
      await page.goto(new URL(path, page.url()).href);
      await page.locator(sign).first().waitFor();
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    }),
  );
}

/** The longest task of each of up to three loads, until one has none that is as long as `enough`: what shares a processor's core shares its caches, too. */
async function longestTasks(path: string, sign: string, enough: number): Promise<number[]> {
  const longest: number[] = [];
  while (longest.length < 3 && longest.every((time) => time >= enough)) {
    const tasks = await tasksOf(path, sign);
    expect(tasks.length).toBeGreaterThan(20);
    longest.push(Math.max(...tasks));
  }
  return longest;
}

let limit = most;

beforeAll(async () => {
  const simplest = await longestTasks("/404.html", "h1", most / timesSimplest);
  limit = Math.max(most, timesSimplest * Math.min(...simplest));
}, 60_000);

test.each(heavy)("while %s loads, no task of the main thread takes long", async (path) => {
  const longest = await longestTasks(path, signs[path] ?? "h1", limit);
  console.log(
    `${path}: ${longest.map((time) => time.toFixed(0)).join(", ")} of ${limit.toFixed(0)} ms`,
  );
  expect(Math.min(...longest)).toBeLessThan(limit);
});
