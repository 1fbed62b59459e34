import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { address, open } from "./open.ts";

const path = "/demos/optimizer-race";

const read = (text: string | null): number => Number((text ?? "").replaceAll("−", "-"));

const lossOf = async (page: Page, racer: string): Promise<number> =>
  read(await page.locator(`[data-loss="${racer}"]`).textContent());

/** The losses that are shown, all of one moment. */
const losses = (page: Page): Promise<[racer: string, loss: number][]> =>
  page
    .locator("[data-loss]")
    .evaluateAll((cells) =>
      cells.map((cell) => [cell.getAttribute("data-loss")!, cell.textContent] as const),
    )
    .then((cells) => cells.map(([racer, text]) => [racer, read(text)]));

const steps = async (page: Page): Promise<number> =>
  Number(/\d+/.exec((await page.locator("caption").textContent()) ?? "")?.[0]);

/** Waits for the first race, which is there once the worker has started, or for the one that follows it. */
async function atStart(page: Page): Promise<void> {
  await expect.poll(async () => (await losses(page)).length).toBe(7);
  await expect.poll(() => steps(page)).toBe(0);
}

for (const isolated of [true, false]) {
  test(`everyone goes down on every surface, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    await open(path, { isolated }, async ({ page, complaints, strangers }) => {
      await atStart(page);
      const surfaces = await page
        .getByLabel("Loss surface")
        .locator("option")
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      expect(surfaces).toHaveLength(6);
      for (const surface of surfaces) {
        await page.getByLabel("Loss surface").selectOption(surface);
        await atStart(page);
        const before = await losses(page);
        await page.getByLabel("Speed").selectOption("20");
        await page.getByRole("button", { name: "Play" }).click();
        await expect.poll(() => steps(page)).toBeGreaterThan(100);
        // The choice of the next surface ends this race, if it is not decided before.
        const after = new Map(await losses(page));
        const up = before.filter(([racer, loss]) => !(after.get(racer)! < loss));
        expect([surface, up]).toEqual([surface, []]);
      }
      expect([...complaints, ...strangers]).toEqual([]);
    });
  });
}

/** The loss of the bowl after a step of 0.1 down its slope. */
const afterStep = (x: number, y: number): number =>
  (x * (1 - 0.1 / 10)) ** 2 / 20 + (y * (1 - 0.1 * 2)) ** 2;

test("a step of SGD is the learning rate times the gradient, from a start moved by keys", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const start = page.getByRole("button", { name: /^Start at/ });
    await start.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowUp");
    expect(await page.getByLabel("Start x").inputValue()).toBe("-6.8");
    expect(await page.getByLabel("Start y").inputValue()).toBe("3");
    await page.getByLabel("Learning rate of SGD").fill("0.1");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => steps(page)).toBe(1);
    expect(await lossOf(page, "SGD")).toBeCloseTo(afterStep(-6.8, 3), 2);
    expect(complaints).toEqual([]);
  });
});

test("a rate that is chosen before the worker has started counts", async () => {
  await open("/favicon.svg", {}, async ({ page }) => {
    let start = (): void => {};
    const chosen = new Promise<void>((resolve) => (start = resolve));
    await page.route("**/assets/worker-*.js", async (route) => {
      await chosen;
      await route.continue();
    });
    await page.goto(address(path));
    await page.getByLabel("Learning rate of SGD").fill("0.1");
    await page.keyboard.press("Enter");
    start();
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => steps(page)).toBe(1);
    expect(await lossOf(page, "SGD")).toBeCloseTo(afterStep(-7, 2), 2);
  });
});

test("every step that is asked for is taken, however soon after a reset", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("button", { name: "Reset" }).waitFor();
    await page.getByRole("group", { name: "Optimizers" }).waitFor();
    await page.evaluate(() => {
      const [, step, reset] = document.querySelectorAll<HTMLElement>(
        ".optimizer-race .buttons button",
      );
      reset!.click();
      for (let i = 0; i < 20; i++) step!.click();
    });
    await expect.poll(() => steps(page)).toBe(20);
    expect(complaints).toEqual([]);
  });
});

test("a learning rate that is too large is said to diverge", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("Learning rate of SGD").fill("10");
    await page.keyboard.press("Enter");
    await page.getByLabel("Speed").selectOption("20");
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => page.locator('[data-loss="SGD"]').textContent()).toBe("diverged");
    expect(complaints).toEqual([]);
  });
});

test("a start whose loss is beyond all numbers is said to have diverged, and another one races", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const start = page.getByLabel("Start x");
    await start.fill("1e308");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.getByText("Step 1: everyone has diverged.").waitFor();
    await start.fill("");
    await page.keyboard.press("Enter");
    expect(await start.inputValue()).toBe("1e+308");
    await start.fill("1");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.getByText(/^Step 1: \w+ is lowest\.$/).waitFor();
    expect(complaints).toEqual([]);
  });
});

test("a rate can be typed while the race runs, and a decided race plays again from the start", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("button", { name: "Play" }).click();
    const rate = page.getByLabel("Learning rate of SGD");
    await rate.press("Control+a");
    await rate.pressSequentially("0.25", { delay: 60 });
    expect(await rate.inputValue()).toBe("0.25");
    await rate.press("Enter");
    await page.getByLabel("Speed").selectOption("20");
    const summary = page.locator(".summary");
    await expect.poll(() => summary.innerText()).toMatch(/^Step 50\d\d, the last: /);
    expect(await rate.inputValue()).toBe("0.25");
    await page.getByLabel("Speed").selectOption("1");
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => steps(page)).toBeLessThan(1000);
    expect(await summary.innerText()).toBe("Racing …");
    expect(complaints).toEqual([]);
  });
});

test("a click on the plot is the start, and a rate is its racer's, whoever else races", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    const plot = page.locator(".optimizer-race .plot");
    const { width, height } = (await plot.boundingBox())!;
    await plot.click({ position: { x: 0.75 * width, y: 0.25 * height } });
    const start = await Promise.all(
      ["Start x", "Start y"].map(async (name) => Number(await page.getByLabel(name).inputValue())),
    );
    // To a pixel, which is a fortieth here.
    expect(Math.abs(start[0]! - 5)).toBeLessThan(0.06);
    expect(Math.abs(start[1]! - 2.5)).toBeLessThan(0.06);
    await page.getByRole("checkbox", { name: "Momentum" }).uncheck();
    await expect.poll(() => page.locator("[data-loss]").count()).toBe(6);
    const before = await lossOf(page, "Adam");
    await page.getByLabel("Learning rate of Adam", { exact: true }).fill("0");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => steps(page)).toBe(1);
    for (const racer of ["SGD", "Nesterov", "AdaGrad", "RMSprop", "AdamW"]) {
      expect([racer, (await lossOf(page, racer)) < before]).toEqual([racer, true]);
    }
    expect(await lossOf(page, "Adam")).toBe(before);
    const lines = await page
      .locator("figure polyline")
      .evaluateAll((all) => all.map((line) => line.getAttribute("points")!.split(" ").length));
    expect(lines).toEqual([2, 2, 2, 2, 2, 2]);
    expect(complaints).toEqual([]);
  });
});
