import { expect, test } from "vitest";
import { open } from "./open.ts";
import { pages } from "./pages.ts";

for (const isolated of [true, false]) {
  test(`every page loads without a complaint, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    const found: string[] = [];
    for (const path of pages) {
      await open(path, { isolated }, async ({ page, complaints, strangers }) => {
        if ((await page.evaluate(() => crossOriginIsolated)) !== isolated) {
          found.push(`${path}: isolated is not ${isolated}`);
        }
        found.push(...[...complaints, ...strangers].map((text) => `${path}: ${text}`));
      });
    }
    expect(found).toEqual([]);
  });
}
