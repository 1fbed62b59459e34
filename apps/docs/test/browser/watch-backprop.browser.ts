import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { open } from "./open.ts";

const path = "/demos/watch-backprop";

/** A number as the page writes it. */
const read = (text: string): number => Number(text.replaceAll("−", "-"));

/** The rows of the comparison, as the page shows them. */
async function comparison(
  page: Page,
): Promise<{ element: string; numbers: number[]; verdict: string }[]> {
  const rows = await page.locator("tr[data-verdict]").evaluateAll((found) =>
    found.map((row) => ({
      verdict: row.getAttribute("data-verdict")!,
      cells: [...row.children].map((cell) => cell.textContent.trim()),
    })),
  );
  return rows.map(({ verdict, cells: [element, ...cells] }) => ({
    element: element!,
    numbers: cells.slice(0, 2).map(read),
    verdict,
  }));
}

/** A node as it is read out. */
async function wordsOf(node: Locator): Promise<string> {
  return (await node.innerText()).replaceAll(/\s+/g, " ").replaceAll(" ,", ",").trim();
}

/** The programs, each with a node that no other has, and how many elements are compared. */
const programs = {
  product: ["q", 5],
  branch: ["c", 5],
  neuron: ["target", 16],
  broadcast: ["r", 22],
  sigmoid: ["hidden", 43],
  notebook: ["softmax", 65],
} as const;

/** Chooses what to watch, and waits until its graph and its gradients are there. */
async function choose(page: Page, program: keyof typeof programs): Promise<void> {
  const [node, elements] = programs[program];
  await page.getByLabel("What to watch").selectOption(program);
  await page.locator(`[data-node="${node}"]`).waitFor();
  await expect.poll(() => page.locator("tr[data-verdict]").count()).toBe(elements);
}

for (const isolated of [true, false]) {
  test(`gradients in the page equal finite differences, ${isolated ? "with" : "without"} COOP and COEP`, async () => {
    await open(path, { isolated }, async ({ page, complaints, strangers }) => {
      for (const program of Object.keys(programs) as (keyof typeof programs)[]) {
        await choose(page, program);
        for (const { element, numbers, verdict } of await comparison(page)) {
          if (verdict === "kink") continue;
          const [autograd, numeric] = numbers as [number, number];
          const difference = Math.abs(autograd - numeric) / Math.max(1, Math.abs(autograd));
          expect([program, element, difference < 1e-6]).toEqual([program, element, true]);
          expect(verdict).toBe("equal");
        }
      }
      const kinks = (await comparison(page)).filter(({ verdict }) => verdict === "kink");
      expect(kinks.map(({ element }) => element)).toContain("w1[0, 0]");
      expect([...complaints, ...strangers]).toEqual([]);
    });
  });
}

test("steps forward and back with the keyboard alone, and follows an edit", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await choose(page, "product");
    const result = page.locator('[data-node="f"]');
    await page.locator('[data-node="x"]').focus();
    expect(await wordsOf(result)).toBe("f [] = q · z, value unknown, gradient unknown");
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    expect(
      await page.getByText("Backward 2 of 2: q sends its gradient on to x and y.").count(),
    ).toBe(1);
    expect(await wordsOf(page.locator('[data-node="x"]'))).toBe("x [], value −2, gradient −4");
    const filled = await page
      .locator("path.arrow")
      .evaluateAll((arrows) => arrows.filter((arrow) => getComputedStyle(arrow).fill !== "none"));
    expect(await page.locator("path.arrow.back").count()).toBe(2);
    expect(filled).toHaveLength(0);

    await page.locator('[data-node="q"]').focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    const field = page.getByRole("spinbutton", { name: "y" });
    await field.fill("1");
    await field.press("Enter");
    await expect.poll(() => wordsOf(result)).toContain("value 4,");
    await expect
      .poll(async () => (await comparison(page)).find(({ element }) => element === "z")?.numbers[0])
      .toBe(-1);
    expect(complaints).toEqual([]);
  });
});

test("draws what is typed, and says in a sentence what it cannot read", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await page.getByLabel("What to watch").selectOption("typed");
    const field = page.getByLabel("Expression");
    await field.fill("exp(a) * b - a");
    await page.locator('[data-node="b"]').waitFor();
    expect(await page.locator("[data-node]").count()).toBe(5);
    await field.fill("exp(a");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toBe('expression: expected ")"; got the end.');
    await field.fill("log(a) + log(-a)");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toMatch(/^checkGradients: .* must be finite .*\.$/);
    await field.fill("exp(a)");
    await expect.poll(() => page.locator("[data-node]").count()).toBe(2);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

test("the play waits for who looks at a node, and a step that is small beside a number drowns", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await choose(page, "product");
    await page.getByRole("button", { name: "Play" }).click();
    const node = page.locator('[data-node="x"]');
    await node.click();
    await page.getByRole("button", { name: "Play" }).waitFor();
    const field = page.getByRole("region", { name: "The chosen node" }).getByRole("spinbutton");
    await field.fill("123456789.123456");
    await field.press("Enter");
    await page.getByText(/such a small step drowns in rounding errors/).waitFor();
    expect(await node.getAttribute("aria-pressed")).toBe("true");
    // So does one beside a result that is large, while a large one sees the curve.
    await page.getByLabel("What to watch").selectOption("typed");
    await page.getByLabel("Expression").fill("x * x^30");
    await page.getByText(/such a small step drowns in rounding errors/).waitFor();
    await page.getByLabel("Step h").selectOption("0.1");
    await page.getByText(/such a large step measures the curve/).waitFor();
    expect(complaints).toEqual([]);
  });
});

test("edits can be undone, the quotient's side is chosen, and the slider goes to a moment", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await choose(page, "product");
    const undo = page.getByRole("button", { name: "Undo edits" });
    expect(await undo.getAttribute("aria-disabled")).toBe("true");
    const field = page.getByRole("spinbutton", { name: "x" });
    await page.locator('[data-node="x"]').click();
    await field.fill("3");
    await field.press("Enter");
    await page.getByRole("slider", { name: "Steps forward and backward" }).fill("3");
    await page
      .getByText("The way back starts: the gradient of f with respect to itself is 1.")
      .waitFor();
    await expect
      .poll(() => wordsOf(page.locator('[data-node="f"]')))
      .toBe("f [] = q · z, value −32, gradient 1");
    // What the result has not sent yet is not known.
    expect(await wordsOf(page.locator('[data-node="q"]'))).toBe(
      "q [] = x + y, value 8, gradient unknown",
    );
    await undo.click();
    await expect.poll(() => wordsOf(page.locator('[data-node="f"]'))).toContain("value −12,");
    expect(await undo.getAttribute("aria-disabled")).toBe("true");

    await choose(page, "notebook");
    const slopes = { forward: 0.697, backward: 0.05 };
    for (const [side, slope] of Object.entries(slopes)) {
      await page.getByLabel("Difference quotient").selectOption(side);
      await expect
        .poll(async () =>
          (await comparison(page))
            .find(({ element }) => element === "w1[0, 0]")
            ?.numbers[1]?.toFixed(3),
        )
        .toBe(slope.toFixed(3));
    }
    expect(complaints).toEqual([]);
  });
});

test("edits that follow each other faster than the worker answers all count", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await choose(page, "broadcast");
    await page.locator('[data-node="b"]').click();
    const fields = page.getByRole("spinbutton", { name: /^b\[/ });
    await fields.first().waitFor();
    await fields.evaluateAll((inputs: HTMLInputElement[]) => {
      for (const input of inputs) {
        input.value += "0";
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    await expect
      .poll(() => wordsOf(page.locator('[data-node="b"]')))
      .toContain("value 100 200 300,");
    expect(complaints).toEqual([]);
  });
});

test("plays to the end, and again from the start", async () => {
  await open(path, {}, async ({ page, complaints }) => {
    await choose(page, "product");
    await page.getByRole("button", { name: "Step back" }).waitFor();
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByText(/^Backward 2 of 2/).waitFor();
    // Each sentence is there for a second, in which a busy machine may not look.
    const said = await page.locator(".step-controls .text").evaluateHandle((line) => {
      const sentences: string[] = [];
      const note = (): unknown => sentences.push(line.textContent);
      new MutationObserver(note).observe(line, {
        characterData: true,
        childList: true,
        subtree: true,
      });
      return sentences;
    });
    await page.getByRole("button", { name: "Play" }).click();
    await expect
      .poll(() => said.jsonValue())
      .toEqual([
        "Given values; nothing is computed yet.",
        expect.stringMatching(/^Forward 1 of 2/),
        expect.stringMatching(/^Forward 2 of 2/),
        "The way back starts: the gradient of f with respect to itself is 1.",
        expect.stringMatching(/^Backward 1 of 2/),
        expect.stringMatching(/^Backward 2 of 2/),
      ]);
    expect(complaints).toEqual([]);
  });
});
