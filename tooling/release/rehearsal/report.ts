import { writeFileSync } from "node:fs";

/** What went well and what did not, printed as it happens, and written in the form of vitest's report where `CHAINRULE_TEST_REPORT` asks for it. */
export class Report {
  readonly #results: { fullName: string; status: "passed" | "failed" }[] = [];

  /** Runs a check. A failure is printed and counted, and the rehearsal goes on. */
  async check(name: string, act: () => Promise<void> | void): Promise<void> {
    try {
      await this.need(name, act);
    } catch {
      // It is printed and counted.
    }
  }

  /** Runs a step that others need: if it fails, so does the rehearsal. */
  async need<T>(name: string, act: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    try {
      const result = await act();
      this.#add(name, "passed", start);
      return result;
    } catch (error) {
      this.#add(name, "failed", start);
      console.log(String(error instanceof Error ? error.message : error).replaceAll(/^/gm, "    "));
      throw new Error(`it could not go on after "${name}" failed`, { cause: error });
    }
  }

  /** Prints the sums and sets the exit code. */
  end(): void {
    const failed = this.#results.filter(({ status }) => status === "failed").length;
    const passed = this.#results.length - failed;
    console.log(`\nrehearsal: ${passed} passed, ${failed} failed.`);
    if (failed > 0) process.exitCode = 1;
  }

  #add(fullName: string, status: "passed" | "failed", start: number): void {
    this.#results.push({ fullName, status });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${status === "passed" ? "✓" : "✗"} ${fullName} (${seconds} s)`);
    const file = process.env["CHAINRULE_TEST_REPORT"];
    if (!file) return;
    const numPassedTests = this.#results.filter((one) => one.status === "passed").length;
    const result = { name: "rehearsal", status, assertionResults: this.#results };
    writeFileSync(file, JSON.stringify({ numPassedTests, testResults: [result] }));
  }
}
