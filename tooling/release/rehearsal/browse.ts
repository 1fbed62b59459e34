import type { Browser } from "playwright-core";
import { serve } from "@chainrule/chromium";

/** Opens a page and waits for its title. Errors in the console count, too. */
export async function expectToRun(browser: Browser, folder: string): Promise<void> {
  const served = await serve(folder);
  const page = await browser.newPage();
  try {
    const errors: string[] = [];
    page.on("pageerror", (error) => void errors.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error") errors.push(line.text());
    });
    await page.goto(served.url);
    await page.waitForFunction("document.title !== ''", undefined, { timeout: 60_000 });
    const title = await page.title();
    if (title !== "ran" || errors.length > 0) throw new Error([title, ...errors].join("\n"));
  } finally {
    await page.close();
    await served.close();
  }
}
