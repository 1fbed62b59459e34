import { defineConfig } from "vitest/config";
import { reporters } from "./vitest.config.ts";

/** `npm run test:browser`: the tests in files named `*.browser.ts`, which open pages in Chromium. */
export default defineConfig({
  test: {
    include: ["packages/*/browser/*.browser.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    reporters,
  },
});
