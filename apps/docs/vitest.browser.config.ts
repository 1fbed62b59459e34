import { defineConfig } from "vitest/config";

const report = process.env["CHAINRULE_TEST_REPORT"];

/** How long something may take that takes a moment where the machine is quick and idle: it fails no test that others have the machine. */
const patience = 120_000;

/** Tests of the built site in Chromium: one site and one browser for each run, and one file at a time. */
export default defineConfig({
  test: {
    name: "docs in Chromium",
    include: ["test/browser/*.browser.ts"],
    globalSetup: "test/browser/setup.ts",
    fileParallelism: false,
    testTimeout: 5 * patience,
    hookTimeout: 5 * patience,
    expect: { poll: { timeout: patience } },
    provide: { patience },
    reporters: report ? ["default", ["json", { outputFile: report }] as const] : ["default"],
  },
});
