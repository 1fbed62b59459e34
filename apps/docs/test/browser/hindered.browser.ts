import { expect, test } from "vitest";
import { address, open } from "./open.ts";

const demos = ["convolution-windows", "draw-a-digit", "optimizer-race", "watch-backprop"];

test.each(demos)("%s says in a sentence that its worker cannot be fetched", async (name) => {
  await open("/favicon.svg", {}, async ({ page }) => {
    await page.route("**/assets/worker-*.js", (route) => route.abort());
    await page.goto(address(`/demos/${name}`));
    await page.getByText("The worker could not be started; is the network there?").waitFor();
  });
});

test("a race whose worker fails is over, and the sentence says why", async () => {
  await open("/favicon.svg", {}, async ({ page }) => {
    await page.route("**/assets/worker-*.js", async (route) => {
      const response = await route.fetch();
      const failing = `
        let asked = 0;
        addEventListener("message", () => {
          if (++asked !== 10) return;
          globalThis.postMessage = () => {};
          setTimeout(() => { throw new Error("out of order"); });
        });`;
      await route.fulfill({ response, body: failing + (await response.text()) });
    });
    await page.goto(address("/demos/optimizer-race"));
    const play = page.locator(".optimizer-race .play");
    await play.click();
    await page.getByText("The worker failed: Uncaught Error: out of order").waitFor();
    expect(await play.innerText()).toBe("Play");
    expect(await play.isDisabled()).toBe(true);
    expect(await page.locator(".summary").innerText()).toMatch(/^Step \d+: /);
  });
});

test("a demo that cannot be fetched says so in a sentence", async () => {
  await open("/guides/losses", {}, async ({ page }) => {
    await page.route("**/assets/chunks/demo.*.js", (route) => route.abort());
    await page.goto(address("/demos/optimizer-race"));
    await page.getByRole("alert").getByText("The demo could not be fetched").waitFor();
  });
});

test("a page that cannot be fetched is not said to be missing", async () => {
  await open("/guides/losses", {}, async ({ page }) => {
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Optimizers", exact: true }).first().click();
    await page.getByRole("heading", { name: "This page could not be fetched" }).waitFor();
  });
});

test("training says so, too, and begins once the worker can be fetched", async () => {
  await open("/favicon.svg", {}, async ({ page }) => {
    await page.route("**/assets/worker-*.js", (route) => route.abort());
    await page.goto(address("/demos/train-mnist"));
    const status = page.locator(".train-mnist .status");
    await status.getByText("The worker could not be started").waitFor();
    await page.unroute("**/assets/worker-*.js");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => status.innerText()).toMatch(/^Ready\. After 1 step/);
  });
});

test.each([...demos, "train-mnist"])("%s says that there is no WebAssembly", async (name) => {
  await open("/favicon.svg", {}, async ({ page }) => {
    await page.route("**/assets/worker-*.js", async (route) => {
      const response = await route.fetch();
      const body = `delete globalThis.WebAssembly;\n${await response.text()}`;
      await route.fulfill({ response, body });
    });
    await page.goto(address(`/demos/${name}`));
    if (name === "train-mnist") await page.getByRole("button", { name: "Train" }).click();
    if (name === "draw-a-digit") {
      await page.getByRole("application", { name: "Drawing pad" }).focus();
      for (const key of ["Space", "ArrowDown", "Space"]) await page.keyboard.press(key);
    }
    const sentence = page.getByText("wasmEngine: this program runs without WebAssembly.");
    await sentence.filter({ visible: true }).first().waitFor();
    // It is not put out of sight by what fails because of it.
    await page.waitForTimeout(500);
    expect(await sentence.filter({ visible: true }).count()).toBeGreaterThan(0);
  });
});
