// Prints the number of tests that passed in a report of vitest, then the name of each that failed, one a line.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const { numPassedTests, testResults } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(numPassedTests);
for (const { name, status, assertionResults } of testResults) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  for (const test of failed) console.log(`${file}: ${test.fullName.replaceAll(/\s+/g, " ")}`);
  if (status === "failed" && failed.length === 0) console.log(`${file}: the file itself`);
}
