import { shareChromium } from "@chainrule/chromium";
import type { TestProject } from "vitest/node";
import { serve } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the first page with the headers that threads need, and without. */
    readonly isolated: string;
    readonly plain: string;
    /** Where the browser listens. */
    readonly browser: string;
    /** How long a page may take for what takes a moment, in milliseconds. */
    readonly patience: number;
  }
}

/** Starts the two servers and the browser that every test file uses, and ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [isolated, plain, browser] = await Promise.all([
    serve(true),
    serve(false),
    shareChromium(),
  ]);
  project.provide("isolated", isolated.home);
  project.provide("plain", plain.home);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await Promise.all([isolated.close(), plain.close()]);
  };
}
