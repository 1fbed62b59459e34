import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { drawings, move } from "../../demos/draw-a-digit/drawings.ts";
import type { Stroke } from "../../demos/draw-a-digit/raster.ts";
import { faultsWithin } from "./axe.ts";
import { address, open } from "./open.ts";

const path = "/demos/draw-a-digit";

async function draw(page: Page, lines: readonly Stroke[]): Promise<void> {
  const pad = page.getByRole("application", { name: "Drawing pad" });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  for (const line of lines) {
    for (const [i, at] of line.entries()) {
      await page.mouse.move(x + at.x * width, y + at.y * height, { steps: 3 });
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

const answer = (page: Page): Promise<string> => page.locator(".answer").innerText();

/** The drawing as the network sees it: there at once, while the answer takes as long as it takes. */
const drawing = (page: Page): Promise<string> =>
  page
    .getByRole("img", { name: "The drawing as the network sees it" })
    .evaluate((picture) => (picture as HTMLCanvasElement).toDataURL());

for (const isolated of [true, false]) {
  test(`digits drawn are read, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    await open(path, { isolated }, async ({ page, complaints, strangers }) => {
      for (const [digit, lines] of drawings.entries()) {
        const odd = digit % 2;
        const hand = { size: 0.5 + 0.4 * odd, x: 0.35 + 0.15 * odd, y: 0.5, slant: 0.2 * odd };
        await draw(page, move(lines, hand));
        await expect
          .poll(() => answer(page))
          .toMatch(new RegExp(`^It reads ${digit === 8 ? "an" : "a"} ${digit}, `));
        await page.getByRole("button", { name: "Clear" }).click();
        await expect.poll(() => answer(page)).toBe("Draw a digit.");
      }
      expect([...complaints, ...strangers]).toEqual([]);
    });
  });
}

test("a pen that is faster than the page leaves nothing out", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const pad = page.getByRole("application", { name: "Drawing pad" });
    await pad.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await pad.boundingBox())!;
    const [from, ...line] = drawings[7]![0]!;
    await page.mouse.move(x + from!.x * width, y + from!.y * height);
    await page.mouse.down();
    // All that the pen passes between two frames comes in one event.
    const places = line.map((at) => ({
      clientX: x + at.x * width,
      clientY: y + at.y * height,
    }));
    await pad.evaluate((canvas, passed) => {
      const mouse = { pointerId: 1, bubbles: true };
      const coalescedEvents = passed.map(
        (place) => new PointerEvent("pointermove", { ...mouse, ...place }),
      );
      canvas.dispatchEvent(
        new PointerEvent("pointermove", { ...mouse, ...passed.at(-1), coalescedEvents }),
      );
    }, places);
    await page.mouse.up();
    await expect.poll(() => answer(page)).toMatch(/^It reads a 7, /);
    expect(complaints).toEqual([]);
  });
});

test("a line that is undone while it is drawn is not drawn on, and no text is selected", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await draw(page, drawings[1]!);
    await expect.poll(() => answer(page)).toMatch(/^It reads a 1, /);
    const before = await drawing(page);
    const pad = page.getByRole("application", { name: "Drawing pad" });
    const { x, y, width, height } = (await pad.boundingBox())!;
    const corner = { x: x + 0.9 * width, y: y + 0.3 * height };
    await page.mouse.dblclick(corner.x, corner.y);
    await expect.poll(() => drawing(page)).not.toBe(before);
    expect(await page.evaluate(() => getSelection()!.toString())).toBe("");
    await pad.focus();
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await expect.poll(() => drawing(page)).toBe(before);
    await page.mouse.down();
    await page.mouse.move(corner.x, y + 0.6 * height);
    await expect.poll(() => drawing(page)).not.toBe(before);
    await page.keyboard.press("Backspace");
    await expect.poll(() => drawing(page)).toBe(before);
    await page.mouse.move(corner.x, y + 0.9 * height, { steps: 5 });
    await page.mouse.up();
    expect(await drawing(page)).toBe(before);
    expect(complaints).toEqual([]);
  });
});

test("a finger draws, wherever and however small", async () => {
  await open(path, { hasTouch: true, viewport: { width: 360, height: 740 } }, async ({ page }) => {
    const pad = page.getByRole("application", { name: "Drawing pad" });
    await pad.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await pad.boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove", [across, down]: readonly [number, number]) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: [{ x: x + width * (0.6 + across / 3), y: y + height * (0.05 + down / 3) }],
      });
    const [from, corner, to] = drawings[7]![0]!.map(
      ({ x: across, y: down }) => [across, down] as const,
    );
    await touch("touchStart", from!);
    for (let i = 1; i <= 16; i++) {
      const [a, b, t] = i <= 8 ? [from!, corner!, i / 8] : [corner!, to!, i / 8 - 1];
      await touch("touchMove", [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
    }
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect.poll(() => answer(page)).toMatch(/^It reads a 7, /);
    // The page did not scroll away under the finger.
    expect((await pad.boundingBox())!.y).toBe(y);
  });
});

test("keys alone draw, undo and clear, and the answer is said aloud", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("application", { name: "Drawing pad" }).focus();
    const type = async (key: string, times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    };
    await type("ArrowLeft", 4);
    await type("Space", 1);
    await type("ArrowRight", 8);
    for (let i = 0; i < 6; i++) {
      await type("ArrowDown", 2);
      await type("ArrowLeft", 1);
    }
    await type("Space", 1);
    await expect.poll(() => answer(page)).toMatch(/^It reads a 7, /);
    await expect.poll(() => page.getByRole("status").innerText()).toMatch(/^It reads a 7, /);
    await type("Backspace", 1);
    await expect.poll(() => answer(page)).toBe("Draw a digit.");

    for (const name of ["Undo", "Clear"]) {
      await page.getByRole("application", { name: "Drawing pad" }).focus();
      await type("Space", 1);
      await type("ArrowDown", 4);
      await type("Space", 1);
      const button = page.getByRole("button", { name });
      await button.press("Enter");
      await expect.poll(() => button.getAttribute("aria-disabled")).toBe("true");
      expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
    }
    expect(complaints).toEqual([]);
  });
});

test("the network trained in the page is asked first", async () => {
  await open("/demos/train-mnist", {}, async ({ page, complaints }) => {
    await page.getByLabel("MLP").check();
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => page.locator(".status").innerText()).toMatch(/^Ready\. After 1 step /);
    const accuracy = await page.locator('[data-figure="test"]').innerText();
    const name = `the one you trained: MLP, ${accuracy} of the test images`;
    // It is kept a moment after that is said: another page sees when, while this one stays.
    const other = await page.context().newPage();
    await expect
      .poll(async () => {
        await other.goto(address(path));
        await other.getByLabel("the one that comes with the page").waitFor();
        return other.getByLabel(name).count();
      })
      .toBe(1);
    await page.goto(address(path));
    const trained = page.getByLabel(name);
    await trained.waitFor();
    expect(await trained.isChecked()).toBe(true);
    await draw(page, drawings[7]!);
    await page.getByLabel(/the one that comes with the page: CNN, 99\.\d+ %/).check();
    await expect.poll(() => answer(page)).toMatch(/^It reads a 7, /);
    expect(complaints).toEqual([]);
  });
});

test.each(["light", "dark"] as const)(
  "fits a phone in %s, and has no fault of accessibility",
  async (colorScheme) => {
    const viewport = { width: 360, height: 740 };
    await open(path, { viewport, colorScheme }, async ({ page }) => {
      await draw(page, drawings[7]!);
      await expect.poll(() => answer(page)).toMatch(/^It reads a 7, /);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(await faultsWithin(page, ".draw-a-digit")).toEqual([]);
    });
  },
);
