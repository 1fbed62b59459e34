import { describe, expect, test } from "vitest";
import { faultsWithin } from "./axe.ts";
import { open } from "./open.ts";

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
    "at %d px, %s: no fault of accessibility, at rest and at play, nothing wider than the page",
    async (width, colorScheme) => {
      await open(
        `/demos/${name}`,
        { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" },
        async ({ page }) => {
          await page.locator(sign).first().waitFor();
          const wider = (): Promise<number> =>
            page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
          expect(await wider()).toBe(0);
          expect(await faultsWithin(page, ".live-demo")).toEqual([]);
          for (const end of ["To the end", "To the start"]) {
            const button = page.getByRole("button", { name: end });
            if ((await button.count()) === 0) continue; // a race has no end
            await button.press("Enter");
            expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
            expect(await button.getAttribute("aria-disabled")).toBe("true");
          }
          await page.getByRole("button", { name: "Play" }).click();
          await page.getByRole("button", { name: "Pause" }).waitFor();
          expect(await faultsWithin(page, ".live-demo")).toEqual([]);
          expect(await wider()).toBe(0);
        },
      );
    },
  );
});
