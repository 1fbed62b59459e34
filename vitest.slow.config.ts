import { defineConfig } from "vitest/config";
import { reporters } from "./vitest.config.ts";

/** `npm run test:slow`: the tests in files named `*.slow.ts`, one after the other, so that they may measure time and memory. */
export default defineConfig({
  test: {
    include: ["{apps,packages}/*/test/**/*.slow.ts"],
    fileParallelism: false,
    testTimeout: 1_800_000,
    passWithNoTests: true,
    reporters,
  },
});
