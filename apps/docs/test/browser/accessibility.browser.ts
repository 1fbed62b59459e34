import axe from "axe-core";
import { expect, test } from "vitest";
import { openEach } from "./open.ts";
import { handwritten } from "./pages.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`no page has a fault of accessibility, ${colorScheme}`, async () => {
    const found: string[] = [];
    await openEach(handwritten, { colorScheme }, async ({ page }, path) => {
      const dark = await page.evaluate(() => document.documentElement.classList.contains("dark"));
      if (dark !== (colorScheme === "dark")) found.push(`${path}: is not ${colorScheme}`);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
      );
      for (const { id, nodes } of violations) {
        for (const { target, failureSummary } of nodes.slice(0, 3)) {
          found.push(
            `${path}: ${id}: ${target.join(" ")}: ${failureSummary?.split("\n")[1]?.trim()}`,
          );
        }
      }
    });
    expect(found).toEqual([]);
  });
}
