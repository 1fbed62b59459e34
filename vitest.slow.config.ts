import { defineConfig } from "vitest/config";
import { reporters } from "./vitest.config.ts";

/** `npm run test:slow`: the tests in files named `*.slow.ts`. They may measure the memory of their own process; one waits for a minute, in which the others run. */
export default defineConfig({
  test: {
    include: ["{apps,packages}/*/test/**/*.slow.ts"],
    maxWorkers: "100%",
    testTimeout: 1_800_000,
    passWithNoTests: true,
    reporters,
  },
});
