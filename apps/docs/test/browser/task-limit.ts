import { expect } from "vitest";
import { address, open } from "./open.ts";
import { recordTasks } from "@chainrule/chromium";

/** How long a task may take where the machine is not slow, in milliseconds. */
const most = 100;
/** On a machine so slow that a page of one sentence has longer tasks than half of that, how many times as long as that page's. */
const timesSimplest = 2;

/** The tasks of a page that is opened with an empty cache, until `sign` is there and nothing is left to do. */
function tasksOf(path: string, sign: string): Promise<number[]> {
  return open("/favicon.svg", {}, ({ page }) =>
    recordTasks(page, async () => {
      await page.goto(address(path));
      await page.locator(sign).first().waitFor();
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    }),
  );
}

/** The longest task of each of up to three loads, until one has none that is as long as `enough`: what shares a processor's core shares its caches, too. */
export async function longestTasks(path: string, sign: string, enough: number): Promise<number[]> {
  const longest: number[] = [];
  while (longest.length < 3 && longest.every((time) => time >= enough)) {
    const tasks = await tasksOf(path, sign);
    expect(tasks.length).toBeGreaterThan(20);
    longest.push(Math.max(...tasks));
  }
  return longest;
}

/** How long a task may take on this machine, in milliseconds. */
export async function taskLimit(): Promise<number> {
  const simplest = await longestTasks("/404.html", "h1", most / timesSimplest);
  return Math.max(most, timesSimplest * Math.min(...simplest));
}
