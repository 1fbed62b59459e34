import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readDigits } from "../../demos/mnist/digits.ts";
import { faultsWithin } from "./axe.ts";
import { open } from "./open.ts";
import { recordTasks } from "@chainrule/chromium";
import { taskLimit } from "./task-limit.ts";

const path = "/demos/train-mnist";
const limit = await taskLimit();

/** What the page shows under a name. */
const figure = (page: Page, id: string): Promise<string> =>
  page.locator(`[data-figure="${id}"]`).innerText();

const number = async (page: Page, id: string): Promise<number> =>
  Number.parseFloat((await figure(page, id)).replaceAll(",", ""));

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

/** Waits until the page says that it is ready, and has tested what it learnt last. */
const rest = (page: Page): Promise<void> =>
  expect
    .poll(async () => {
      const step = await figure(page, "step");
      const status = await page.locator(".status").innerText();
      return status.startsWith(`Ready. After ${step} ${step === "1" ? "step" : "steps"} `);
    })
    .toBe(true);

describe.each([true, false])("cross-origin isolated: %s", (isolated) => {
  test.each(["CNN", "MLP"])(
    "the %s reads 97 % right within a minute, and no task of the page takes long",
    async (network) => {
      await open(path, { isolated }, async ({ page, complaints, strangers }) => {
        await page.getByLabel(network).check();
        let seconds = 0;
        const tasks = await recordTasks(page, async () => {
          const start = performance.now();
          await press(page, "Train");
          await expect
            .poll(() => number(page, "test"), { timeout: 60_000, interval: 250 })
            .toBeGreaterThanOrEqual(97);
          seconds = (performance.now() - start) / 1000;
        });
        console.log(
          `${network}, ${await figure(page, "threads")} threads: ${await figure(page, "test")} after ${seconds.toFixed(1)} s, ${await figure(page, "speed")} images/s, longest task ${Math.max(...tasks).toFixed(1)} of ${limit.toFixed(0)} ms`,
        );
        expect(seconds).toBeLessThan(60);
        expect(tasks.length).toBeGreaterThan(20);
        expect(tasks.filter((time) => time > limit)).toEqual([]);
        const processors = await page.evaluate(() => navigator.hardwareConcurrency);
        expect(await number(page, "threads")).toBe(isolated ? processors : 1);

        await press(page, "Pause");
        await rest(page);
        const steps = await number(page, "step");
        await press(page, "Step");
        await expect.poll(() => number(page, "step")).toBe(steps + 1);
        await press(page, "Resume");
        await expect.poll(() => number(page, "step")).toBeGreaterThan(steps + 2);
        await press(page, "Pause");
        await rest(page);
        expect([...complaints, ...strangers]).toEqual([]);
      });
    },
  );
});

test("who presses a key keeps the focus, and is told the last result", async () => {
  await open(path, {}, async ({ page }) => {
    const focused = (name: string): Promise<void> =>
      expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()))
        .toBe(name);
    await page.getByLabel("MLP").check();
    await page.getByRole("button", { name: "Train" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => number(page, "step")).toBeGreaterThan(120);
    await focused("Pause");
    await page.keyboard.press("Enter");
    await rest(page);
    await focused("Resume");
    const steps = await number(page, "step");
    await press(page, "Step");
    await expect.poll(() => number(page, "step")).toBe(steps + 1);
    await rest(page);
    const status = page.locator(".status");
    await expect
      .poll(
        async () =>
          (await page.locator("p[role=status]").innerText()) === (await status.innerText()),
      )
      .toBe(true);
    // Cells that are empty are as high as others.
    const heights = await page
      .getByRole("gridcell")
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().height));
    expect(new Set(heights.map(Math.round)).size).toBe(1);
  });
});

test("the same seed gives the same losses, on any number of threads", async () => {
  await open(path, {}, async ({ page }) => {
    const losses = async (seed: number, threads: number): Promise<string[]> => {
      await page.getByLabel("Seed").fill(String(seed));
      await press(page, "Reset");
      await page.getByLabel("Threads").selectOption(String(threads));
      const found: string[] = [];
      for (let step = 1; step <= 4; step++) {
        await press(page, "Step");
        await expect.poll(() => number(page, "step")).toBe(step);
        found.push(await figure(page, "loss"));
        await rest(page);
      }
      return found;
    };
    await page.getByLabel("MLP").check();
    await press(page, "Step");
    await rest(page);
    const expected = await losses(3, 1);
    expect(await losses(3, 2)).toEqual(expected);
    expect(await losses(4, 2)).not.toEqual(expected);
  });
});

test("a seed that is none is not taken, and of steps in a row the last is tested", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const seed = page.getByLabel("Seed");
    for (const none of ["", "-3", "1.5", "1e30"]) {
      await seed.fill(none);
      await seed.press("Enter");
      expect(await seed.inputValue()).toBe("0");
    }
    await page.getByLabel("MLP").check();
    await press(page, "Step");
    await rest(page);
    for (let step = 2; step <= 9; step++) await press(page, "Step");
    await expect.poll(() => page.locator(".status").innerText()).toMatch(/^Ready\. After 9 steps/);
    expect(complaints).toEqual([]);
  });
});

/** How many pixels of each chart have the colour of its first line. */
const drawn = (page: Page): Promise<number[]> =>
  page.locator(".curve-chart canvas").evaluateAll((charts) =>
    charts.map((chart) => {
      const { width, height } = chart as HTMLCanvasElement;
      const copy = new OffscreenCanvas(width, height + 1);
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(chart as HTMLCanvasElement, 0, 0);
      context.fillStyle = getComputedStyle(chart).getPropertyValue("--vp-c-brand-1");
      context.fillRect(0, height, 1, 1);
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height + 1).data.buffer);
      const colour = pixels[width * height];
      return pixels.subarray(0, width * height).filter((pixel) => pixel === colour).length;
    }),
  );

test("a learning rate chosen before the images are there counts, and curves are drawn and cleared", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("MLP").check();
    const rate = page.getByLabel("Learning rate");
    await rate.press("Home");
    await press(page, "Step");
    await rest(page);
    // A step of 0.0032 reads a third right.
    expect(await number(page, "test")).toBeLessThan(20);
    await press(page, "Resume");
    await expect.poll(() => number(page, "step")).toBeGreaterThan(100);
    await expect.poll(async () => Math.min(...(await drawn(page)))).toBeGreaterThan(50);
    await press(page, "Reset");
    await expect.poll(() => number(page, "step")).toBe(0);
    await expect.poll(() => drawn(page)).toEqual([0, 0]);
    expect(await page.locator(".rate output").innerText()).toBe("0.00001");
    expect(complaints).toEqual([]);
  });
});

test("a learning rate of 0.1 ruins what was learnt, while it runs", async () => {
  await open(path, {}, async ({ page }) => {
    await press(page, "Train");
    await expect.poll(() => number(page, "accuracy")).toBeGreaterThanOrEqual(90);
    const rate = page.getByLabel("Learning rate");
    await rate.focus();
    await rate.press("End");
    await expect.poll(() => page.locator(".rate output").innerText()).toBe("0.1");
    await expect.poll(() => number(page, "loss")).toBeGreaterThan(1.5);
  });
});

test("the images behind a cell are found with the keyboard, and pass through the network", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("MLP").check();
    await press(page, "Step");
    await rest(page);
    const cell = page.getByRole("button", { name: /^0 read as 0:/ });
    await cell.focus();
    for (const key of ["ArrowDown", "ArrowDown", "End", "ArrowLeft"])
      await page.keyboard.press(key);
    const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(name).toMatch(/^2 read as 8: \d+$/);
    const count = Number(name!.split(": ")[1]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "2 read as 8" }).waitFor();
    const images = page.getByRole("button", { name: /, a 2 read as 8$/ });
    expect(await images.count()).toBe(Math.min(count, 60));
    // Every cell together is every test image.
    const counts = await page
      .getByRole("gridcell")
      .getByRole("button")
      .evaluateAll((cells) => cells.map((one) => Number(one.textContent)));
    expect(counts.reduce((sum, one) => sum + one)).toBe(10_000);

    await press(page, "Next test image");
    await page.getByText("Test image 1, a 2").waitFor();
    await press(page, "Previous test image");
    await press(page, "Previous test image");
    await page.getByText("Test image 9999, a 6").waitFor();
    expect(complaints).toEqual([]);
  });
});

test("the network is saved as a file, which reads an image as the page does", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chainrule-"));
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("MLP").check();
    await press(page, "Step");
    await rest(page);
    const download = page.waitForEvent("download");
    await press(page, "Save digits.js");
    const file = join(folder, "digits.mjs");
    expect((await download).suggestedFilename()).toBe("digits.js");
    await (await download).saveAs(file);

    const { load } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    const bytes = await readFile(new URL("../../public/mnist.bin", import.meta.url));
    const image = (await readDigits(bytes)).test.image(0);
    const { probabilities } = (await load())({ image });
    const shown = await page
      .getByRole("list", { name: "Probability of each digit" })
      .locator(".percent")
      .allInnerTexts();
    expect(shown.map(Number.parseFloat)).toEqual(
      Array.from(probabilities as Float32Array, (part) =>
        Number((100 * part).toFixed(part < 0.0995 ? 1 : 0)),
      ),
    );
    expect(complaints).toEqual([]);
  });
  await rm(folder, { recursive: true });
});

test("one who goes on to another page leaves no worker behind, and may come back", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("MLP").check();
    await press(page, "Train");
    await expect.poll(() => number(page, "step")).toBeGreaterThan(1);
    expect(page.workers().length).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Guides", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: /First network/ }).waitFor();
    await expect.poll(() => page.workers().length).toBe(0);
    await page.goBack();
    await press(page, "Step");
    await rest(page);
    expect(complaints).toEqual([]);
  });
});

test("a worker that fails trains no further, and another one begins anew", async () => {
  await open(path, {}, async ({ page }) => {
    await page.getByLabel("MLP").check();
    await press(page, "Train");
    await expect.poll(() => number(page, "step")).toBeGreaterThan(1);
    const [worker] = page.workers().filter((one) => one.url().includes("/assets/worker-"));
    await worker!.evaluate(() => {
      setTimeout(() => {
        throw new Error("broken");
      });
    });
    await expect
      .poll(() => page.locator(".status").innerText())
      .toMatch(/^The worker failed: .*broken$/);
    await expect.poll(() => page.workers().length).toBe(0);
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    await press(page, "Step");
    await expect.poll(() => number(page, "step")).toBe(1);
    await rest(page);
  });
});

test("says in a sentence that the images are not whole, and fetches them again", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const context = page.context();
    await context.route("**/mnist.bin", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.body()).subarray(0, 500_000) });
    });
    await press(page, "Step");
    await expect
      .poll(() => page.locator(".status").innerText())
      .toMatch(/^mnist\.bin: the gzip data must be whole; got 500000 bytes/);
    await context.unroute("**/mnist.bin");
    await press(page, "Step");
    await expect.poll(() => number(page, "step")).toBe(1);
    expect(complaints).toEqual([]);
  });
});

test.each(["light", "dark"] as const)(
  "fits a phone in %s, and has no fault of accessibility",
  async (colorScheme) => {
    const viewport = { width: 360, height: 740 };
    await open(path, { viewport, colorScheme }, async ({ page }) => {
      await press(page, "Step");
      await rest(page);
      await page.getByRole("button", { name: /^7 read as 1:/ }).click();
      await page.getByRole("heading", { name: "7 read as 1" }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      expect(await faultsWithin(page, ".train-mnist")).toEqual([]);
    });
  },
);
