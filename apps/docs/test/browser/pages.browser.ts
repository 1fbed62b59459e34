import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { faultsWithin } from "./axe.ts";
import { address, open } from "./open.ts";
import { handwritten } from "./pages.ts";

test("the first page takes less than 150 KB, compressed", async () => {
  const sizes = new Map<string, number>();
  await open("/", {}, async ({ page }) => {
    await page.waitForLoadState("networkidle"); // what is still on its way would have no body once the page is left
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

test("an address without a page has a page that says so", async () => {
  await open("/guides/no-such-guide", {}, async ({ page }) => {
    const answer = await page.reload();
    expect(answer?.status()).toBe(404);
    await page.getByRole("heading", { name: "There is no page at this address" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "the first page" }).click();
    await page.getByRole("heading", { name: "Deep learning for TypeScript" }).waitFor();
  });
});

test("what is printed is dark on white, without what there is to press, and whole", async () => {
  const viewport = { width: 794, height: 1123 };
  await open("/guides/tensors", { colorScheme: "dark", viewport }, async ({ page }) => {
    const text = page.locator(".vp-doc p").first();
    const colour = (): Promise<string> => text.evaluate((p) => getComputedStyle(p).color);
    const onScreen = await colour();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    const onPaper = await colour();
    expect(onPaper).not.toBe(onScreen);
    expect(
      await page.locator(".VPNav, .VPSidebar, .VPLocalNav").filter({ visible: true }).count(),
    ).toBe(0);
    const cut = await page
      .locator(".vp-doc pre")
      .evaluateAll((all) =>
        all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth),
      );
    expect(cut).toEqual([]);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await colour()).toBe(onScreen);
  });
});

test.each([
  [1280, "beside"],
  [768, "below"],
  [360, "below"],
] as const)("at %d pixels the first page's program stands %s its title", async (width, where) => {
  await open("/", { viewport: { width, height: 800 } }, async ({ page }) => {
    const title = (await page.getByRole("heading", { level: 1 }).boundingBox())!;
    const program = page.locator(".hero-example pre");
    const box = (await program.boundingBox())!;
    const beyond = {
      beside: box.x - (title.x + title.width),
      below: box.y - (title.y + title.height),
    };
    expect(beyond[where]).toBeGreaterThan(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    await program.locator(".twoslash-error-line strong", { hasText: /^matmul: / }).waitFor();
    await program
      .locator(".twoslash-hover", { hasText: /^matmul$/ })
      .first()
      .hover();
    await expect.poll(() => page.getByRole("tooltip").innerText()).toContain("matmul");
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
    expect(links.some((link) => link.includes("/api/losses/"))).toBe(true);
    await box.fill("row2im");
    await page.locator('#localsearch-list a[href*="/guides/gradients"]').first().waitFor();
    expect(complaints).toEqual([]);
  });
});

test.each([
  [1280, "light"],
  [1280, "dark"],
  [360, "light"],
] as const)(
  "the search at %d pixels, %s: a dialog without a fault of accessibility",
  async (width, colorScheme) => {
    await open("/", { viewport: { width, height: 800 }, colorScheme }, async ({ page }) => {
      await page.keyboard.press("Control+k");
      const dialog = page.getByRole("dialog", { name: "Search" });
      const box = dialog.getByRole("combobox", { name: "Search" });
      await box.waitFor();
      expect(await faultsWithin(page, ".VPLocalSearchBox")).toEqual([]);
      await box.fill("qqzzq");
      await dialog.getByText('No results for "qqzzq"').waitFor();
      expect(await faultsWithin(page, ".VPLocalSearchBox")).toEqual([]);
      await box.fill("softmax");
      await dialog.getByRole("option").first().waitFor();
      expect(await faultsWithin(page, ".VPLocalSearchBox")).toEqual([]);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    });
  },
);

test("on a phone the outline has its landmark, and leads to a heading below the bar", async () => {
  const viewport = { width: 360, height: 740 };
  await open("/guides/tensors", { viewport, hasTouch: true }, async ({ page }) => {
    await page.getByRole("button", { name: "On this page" }).tap();
    const outline = page.getByRole("navigation", { name: "On this page" });
    await outline.waitFor();
    expect(await faultsWithin(page, "html")).toEqual([]);
    await outline.getByRole("link", { name: "Broadcasting" }).tap();
    const heading = page.getByRole("heading", { name: "Broadcasting" });
    const bar = page.locator(".VPLocalNav");
    await expect
      .poll(async () => (await heading.boundingBox())!.y - (await bar.boundingBox())!.y)
      .toBeLessThan(160);
    const { y, height } = (await bar.boundingBox())!;
    expect((await heading.boundingBox())!.y).toBeGreaterThan(y + height);
  });
});

test("every page that was written by hand is described by its own words", async () => {
  const found: string[] = [];
  const seen = new Map<string, string>();
  await open("/favicon.svg", {}, async ({ page }) => {
    for (const path of handwritten) {
      // As it is served: what runs in a page gives all the site's.
      const html = await (await page.request.get(address(path))).text();
      const [, text = ""] = /<meta name="description" content="([^"]*)"/.exec(html) ?? [];
      if (text.length < 20 || text.length > 260) found.push(`${path}: ${text}`);
      if (!html.includes(`<meta property="og:description" content="${text}"`))
        found.push(`${path}: no og:description`);
      const other = seen.get(text);
      if (other !== undefined) found.push(`${path} is described as ${other} is`);
      seen.set(text, path);
    }
  });
  expect(seen.size).toBeGreaterThan(15);
  expect(found).toEqual([]);
});

test("types show on a tap, and go with one elsewhere", async () => {
  const viewport = { width: 360, height: 740 };
  await open("/guides/tensors", { viewport, hasTouch: true }, async ({ page, complaints }) => {
    const popup = page.getByRole("tooltip");
    const name = page.locator(".twoslash-hover", { hasText: /^flat$/ }).first();
    await name.scrollIntoViewIfNeeded();
    await name.tap();
    await popup.waitFor();
    expect(await popup.innerText()).toContain("Tensor<[12]");
    const { x, width } = (await popup.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(viewport.width);
    await popup.tap();
    expect(await popup.isVisible()).toBe(true);
    await page.getByRole("heading", { name: "Shapes in types" }).tap();
    await popup.waitFor({ state: "hidden" });
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
    // On whatever name is below the popup.
    await page.keyboard.press("Escape");
    await page.waitForTimeout(500);
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

    expect(await faultsWithin(page, ".Layout")).toEqual([]);
    expect(await faultsWithin(page, "#type-popup")).toEqual([]);

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

test("what is copied is the program, without what the compiler says of it", async () => {
  const permissions = ["clipboard-read", "clipboard-write"];
  await open("/guides/first-network", { permissions }, async ({ page }) => {
    const block = page.locator("div.language-ts", { hasText: "const broken" }).first();
    await block.scrollIntoViewIfNeeded();
    await block.hover();
    await block.getByRole("button", { name: "Copy Code" }).click();
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toMatch(/ new Affine\(64, 10\),\n {2}\);$/);
  });
});

test.each([360, 1280])(
  "a link leads to its heading on the longest page, in a window of %d pixels",
  async (width) => {
    const path = "/api/tensor/methods/math";
    await open(path, { viewport: { width, height: 800 } }, async ({ page }) => {
      const all = await page
        .locator(".vp-doc h2[id]")
        .evaluateAll((headings) => headings.map(({ id }) => id));
      expect(all.length).toBeGreaterThan(10);
      for (const part of [0.3, 0.6, 0.9]) {
        const id = all[Math.floor(part * all.length)]!;
        const heading = page.locator(`.vp-doc h2[id="${id}"]`);
        await page.goto(address(`/favicon.svg`));
        await page.goto(address(`${path}#${id}`));
        await page.waitForLoadState("networkidle");
        const bar = page.locator(width < 960 ? ".VPLocalNav" : ".VPNav");
        const { y, height } = (await bar.boundingBox())!;
        const below = (await heading.boundingBox())!.y - (y + height);
        expect([id, below > -1, below < 100]).toEqual([id, true, true]);
      }
    });
  },
);

test("a search that could not be fetched is fetched once the network is back", async () => {
  await open("/guides/tensors", {}, async ({ page }) => {
    const failed = page.waitForEvent("requestfailed");
    await page.context().setOffline(true);
    await page.keyboard.press("Control+k");
    await failed;
    await page.context().setOffline(false);
    await expect
      .poll(async () => {
        await page.keyboard.press("Control+k");
        return page.getByRole("dialog", { name: "Search" }).count();
      })
      .toBe(1);
  });
});
