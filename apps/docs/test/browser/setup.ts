import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { serve } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the site is served with the headers that threads need, and without. */
    readonly isolated: string;
    readonly plain: string;
    /** Where the browser listens. */
    readonly browser: string;
  }
}

/** Debian's Chromium, or another that `CHROMIUM` names. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Starts the two servers and the browser that every test file uses, and ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [isolated, plain, browser] = await Promise.all([
    serve(true),
    serve(false),
    chromium.launchServer({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    }),
  ]);
  project.provide("isolated", isolated.origin);
  project.provide("plain", plain.origin);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await Promise.all([isolated.close(), plain.close()]);
  };
}
