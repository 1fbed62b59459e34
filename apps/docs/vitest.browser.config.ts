import { defineConfig } from "vitest/config";

const report = process.env["CHAINRULE_TEST_REPORT"];

/** Tests of the built site in Chromium: one site and one browser for each run, and one file at a time. */
export default defineConfig({
  test: {
    name: "docs in Chromium",
    include: ["test/browser/*.browser.ts"],
    globalSetup: "test/browser/setup.ts",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: report ? ["default", ["json", { outputFile: report }] as const] : ["default"],
  },
});
