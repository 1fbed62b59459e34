import { defineConfig } from "vitest/config";
import { serveExamples } from "./tooling/examples/plugin.ts";

const report = process.env["CHAINRULE_TEST_REPORT"];

/** What a run prints, and the file it writes for `.ci/run`. */
export const reporters = report
  ? ["default", ["json", { outputFile: report }] as const]
  : ["default"];

/** Every package is one project; `examples` runs the code blocks of guides and doc comments, `release` tests what is published. */
export default defineConfig({
  test: {
    projects: [
      "packages/*",
      "apps/*",
      {
        plugins: [serveExamples()],
        test: {
          name: "examples",
          include: ["tooling/examples/*.test.ts"],
          silent: "passed-only",
          testTimeout: 30_000,
        },
      },
      { test: { name: "release", include: ["tooling/release/*.test.ts"], testTimeout: 30_000 } },
    ],
    passWithNoTests: true,
    // Vitest would leave a core to itself, on two of them a half.
    maxWorkers: "100%",
    reporters,
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
  },
});
