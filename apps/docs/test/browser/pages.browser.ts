import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { expect, test } from "vitest";
import { open, openEach } from "./open.ts";
import { handwritten, pages } from "./pages.ts";

for (const isolated of [true, false]) {
  test(`every page loads without a complaint, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    const found: string[] = [];
    await openEach(pages, { isolated }, async ({ page, complaints, strangers }, path) => {
      if ((await page.evaluate(() => crossOriginIsolated)) !== isolated) {
        found.push(`${path}: isolated is not ${isolated}`);
      }
      found.push(...[...complaints, ...strangers].map((text) => `${path}: ${text}`));
    });
    expect(found).toEqual([]);
  });
}

test("the first page takes less than 150 KB, compressed", async () => {
  const sizes = new Map<string, number>();
  await open("/", {}, async ({ page }) => {
    const responses: Promise<void>[] = [];
    page.on("response", (response) => {
      responses.push(
        response.body().then((body) => {
          sizes.set(new URL(response.url()).pathname, gzipSync(body).length);
        }),
      );
    });
    await page.reload({ waitUntil: "networkidle" });
    await Promise.all(responses);
  });
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(sizes.size).toBeGreaterThan(3);
  console.log(`${total} bytes`, Object.fromEntries(sizes));
  expect(total).toBeLessThan(150_000);
});

for (const width of [360, 1280]) {
  test(`no page is wider than a window of ${width} pixels`, async () => {
    const found: string[] = [];
    const viewport = { width, height: 800 };
    await openEach(handwritten, { viewport }, async ({ page }, path) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push(`${path}: ${wide}`);
    });
    expect(found).toEqual([]);
  });
}

test("no table of gradients is wider than its column in a window of 1280 pixels", async () => {
  await open("/project/gradients", { viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    const tables = await page
      .locator(".vp-doc table")
      .evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.filter((hidden) => hidden > 0)).toEqual([]);
  });
});

test("the search finds guides and symbols", async () => {
  await open("/", {}, async ({ page, complaints }) => {
    await page.keyboard.press("Control+k");
    const box = page.locator("#localsearch-input");
    await box.fill("softmaxCrossEntropy");
    const results = page.locator("#localsearch-list a");
    await results.first().waitFor();
    const links = await results.evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
    expect(links.some((link) => link.startsWith("/api/losses/"))).toBe(true);
    await box.fill("row2im");
    await page.locator('#localsearch-list a[href*="/guides/gradients"]').first().waitFor();
    expect(complaints).toEqual([]);
  });
});

test("types show on hover, and go", async () => {
  await open("/guides/tensors", {}, async ({ page, complaints }) => {
    const name = page.locator(".twoslash-hover", { hasText: /^flat$/ }).first();
    const popup = page.getByRole("tooltip");
    await name.scrollIntoViewIfNeeded();
    await name.hover();
    await popup.waitFor();
    expect(await popup.innerText()).toContain("Tensor<[12]");
    await popup.hover();
    await page.waitForTimeout(500);
    expect(await popup.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await popup.isVisible()).toBe(false);
    await name.hover();
    await popup.waitFor();
    await page.getByRole("heading", { level: 1 }).hover();
    await popup.waitFor({ state: "hidden" });
    expect(complaints).toEqual([]);
  });
});

test("types show by keyboard, in blocks that are one stop of the tab key", async () => {
  await open("/guides/tensors", {}, async ({ page, complaints }) => {
    const block = page.locator("pre[data-types]").first();
    const names = block.locator(".twoslash-hover[data-type]");
    const popup = page.getByRole("tooltip");
    const hasFocus = (index: number): Promise<boolean> =>
      names.nth(index).evaluate((name) => name === document.activeElement);
    expect(await block.evaluate(({ tabIndex }) => tabIndex)).toBe(0);
    expect(
      await names.evaluateAll((all) => all.filter((name) => (name as HTMLElement).tabIndex >= 0)),
    ).toEqual([]);

    await block.focus();
    await page.keyboard.press("ArrowRight");
    await popup.waitFor();
    expect(await hasFocus(0)).toBe(true);
    const first = await popup.innerText();
    expect(await names.first().getAttribute("aria-describedby")).toBe(
      await popup.getAttribute("id"),
    );
    await page.keyboard.press("ArrowRight");
    expect(await hasFocus(1)).toBe(true);
    await expect.poll(() => popup.innerText()).not.toBe(first);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await hasFocus(0)).toBe(true);
    await expect.poll(() => popup.innerText()).toBe(first);

    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
    );
    expect(
      violations.filter(({ impact }) => impact === "serious" || impact === "critical"),
    ).toEqual([]);

    await page.keyboard.press("Escape");
    expect(await popup.isVisible()).toBe(false);
    await page.keyboard.press("Shift+Tab");
    expect(await block.evaluate((pre) => pre === document.activeElement)).toBe(true);
    await page.keyboard.press("Tab");
    expect(await block.evaluate((pre) => pre.contains(document.activeElement))).toBe(false);
    expect(complaints).toEqual([]);
  });
});

test("a mistake that a block expects is shown as the editor shows it", async () => {
  await open("/guides/tensors", {}, async ({ page }) => {
    const mistake = page.locator(".twoslash-error-line", { hasText: "inner lengths" }).first();
    await mistake.scrollIntoViewIfNeeded();
    // It is laid out in the frame after it comes near.
    await expect.poll(() => mistake.innerText()).toContain("matmul: inner lengths 4 and 3 differ");
  });
});
