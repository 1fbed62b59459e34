import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open } from "./open.ts";

const path = "/demos/convolution-windows";

/** The numbers of a grid, row by row. */
function grid(page: Page, name: string): Promise<string[][]> {
  return page
    .getByRole("group", { name, exact: true })
    .locator("tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map(
          (cell) => cell.querySelector("input")?.value ?? cell.textContent.trim(),
        ),
      ),
    );
}

const difference = (page: Page): Promise<string | null> =>
  page.locator("[data-difference]").textContent();

const dial = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });

for (const isolated of [true, false]) {
  test(`slides a window over the image, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    await open(path, { isolated }, async ({ page, complaints, strangers }) => {
      await expect.poll(() => grid(page, "Output")).toHaveLength(3);
      expect((await grid(page, "Rows"))[0]).toEqual(["0", "3", "5", "0", "0", "0", "0", "2", "5"]);
      await page.getByRole("button", { name: "To the end" }).click();
      const output = await grid(page, "Output");
      expect(output[0]).toEqual(["2", "2", "2", "1"]);
      expect(await difference(page)).toBe("0");

      await page.getByRole("spinbutton", { name: "Image, row 1, column 1" }).fill("4");
      await page.keyboard.press("Enter");
      await expect.poll(async () => (await grid(page, "Output"))[0]![0]).toBe("6");

      await dial(page, "Stride").selectOption("2");
      await dial(page, "Padding").selectOption("2");
      await dial(page, "Dilation").selectOption("2");
      await expect.poll(() => grid(page, "Rows")).toHaveLength(9);
      expect(await difference(page)).toBe("0");
      expect([...complaints, ...strangers]).toEqual([]);
    });
  });
}

test("adds rows back, and autograd agrees", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("radio", { name: "row2im: rows to image" }).check();
    const meanings = {
      rows: "the image times the number of windows that read each element",
      ones: "the number of windows that read each element",
      gradient: "the gradient of the sum of the output for the image",
    };
    for (const [what, meaning] of Object.entries(meanings)) {
      await page.getByLabel("What is added back").selectOption(what);
      await page.getByText(`Together the rows give ${meaning}.`).waitFor();
      expect(await difference(page)).toBe("0");
    }
    await page.getByLabel("What is added back").selectOption("ones");
    await page.getByRole("button", { name: "To the end" }).click();
    const counts = await grid(page, "Times each element is read");
    expect(counts[2]).toEqual(["3", "6", "9", "9", "6", "3"]);
    await expect.poll(() => grid(page, "Sum of the first 12")).toEqual(counts);
    expect(complaints).toEqual([]);
  });
});

test("says in a sentence when the window does not fit", async () => {
  await open(path, {}, async ({ page }) => {
    await dial(page, "Image height").selectOption("2");
    await expect.poll(() => page.getByRole("alert").textContent()).toMatch(/^windows: .*\.$/);
    await dial(page, "Padding").selectOption("1");
    await expect.poll(() => page.getByRole("alert").count()).toBe(0);
  });
});

test("an edit reaches its element, of the kernel and of an image with padding", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("button", { name: "To the end" }).click();
    const cell = async (name: string, value: number): Promise<void> => {
      await page.getByRole("spinbutton", { name, exact: true }).fill(String(value));
      await page.keyboard.press("Enter");
    };
    await cell("Kernel, row 3, column 2", 10);
    // The first window has 2 there, and −2 was its factor.
    await expect.poll(async () => (await grid(page, "Output"))[0]![0]).toBe("26");
    await dial(page, "Padding").selectOption("2");
    await cell("Image with padding, row 3, column 4", 7);
    await dial(page, "Padding").selectOption("0");
    await expect
      .poll(async () => (await grid(page, "Image"))[0])
      .toEqual(["0", "7", "5", "4", "0", "0"]);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(async () => (await grid(page, "Image"))[0]![1]).toBe("3");
    expect((await grid(page, "Kernel"))[2]).toEqual(["-1", "-2", "-1"]);
    expect(complaints).toEqual([]);
  });
});

test("the slider goes to a window, which is marked where it is read and where it goes", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByRole("slider", { name: "Windows of the image" }).fill("5");
    await page.getByText(/^Window 6 of 12: /).waitFor();
    const marked = (name: string): Promise<number[]> =>
      page
        .getByRole("group", { name, exact: true })
        .locator("td")
        .evaluateAll((cells) =>
          cells.flatMap((one, i) => (one.classList.contains("marked") ? [i] : [])),
        );
    expect(await marked("Image")).toEqual([7, 8, 9, 13, 14, 15, 19, 20, 21]);
    expect(await marked("Rows")).toEqual([45, 46, 47, 48, 49, 50, 51, 52, 53]);
    expect(await marked("Output")).toEqual([5]);
    // What comes later is not shown yet.
    expect((await grid(page, "Output"))[1]).toEqual([
      expect.stringMatching(/\d/),
      expect.stringMatching(/\d/),
      "·",
      "·",
    ]);
    expect((await grid(page, "Rows"))[6]!.every((text) => text === "·")).toBe(true);
    await page.getByRole("radio", { name: "row2im: rows to image" }).check();
    await page
      .getByText(/^Row 6 of 12, .*beginning at row 2, column 2 of the padded image\.$/)
      .waitFor();
    expect(await marked("Sum of the first 6")).toEqual([7, 8, 9, 13, 14, 15, 19, 20, 21]);
    expect(complaints).toEqual([]);
  });
});
