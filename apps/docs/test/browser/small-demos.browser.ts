import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { describe, expect, test } from "vitest";
import { open } from "./open.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The demos, each with what is there once its worker has answered. */
const demos = {
  "watch-backprop": "tr[data-verdict]",
  "convolution-windows": ".number-grid",
  "optimizer-race": "[data-loss]",
} as const;

describe.each(Object.entries(demos))("%s", (name, sign) => {
  test.each([
    [1280, "light"],
    [1280, "dark"],
    [360, "light"],
    [360, "dark"],
  ] as const)(
    "at %d px, %s: no serious axe violation, nothing wider than the page",
    async (width, colorScheme) => {
      await open(
        `/demos/${name}`,
        { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" },
        async ({ page }) => {
          await page.locator(sign).first().waitFor();
          const wider = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(wider).toBe(0);
          await page.evaluate(axe);
          const { violations } = await page.evaluate<AxeResults>("axe.run('.live-demo')");
          const serious = violations.filter(
            ({ impact }) => impact === "serious" || impact === "critical",
          );
          expect(
            serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]),
          ).toEqual([]);
        },
      );
    },
  );
});
