import { expect, test } from "vitest";
// @ts-expect-error changesets read it as JavaScript
import changelog from "./changelog.js";

const { getReleaseLine, getDependencyReleaseLine } = changelog as {
  getReleaseLine: (change: { readonly summary: string }) => string;
  getDependencyReleaseLine: () => string;
};

test.each([
  ["One sentence.", "- One sentence."],
  ["A sentence.\n\n- An item.\n- Another.\n", "- A sentence.\n\n  - An item.\n  - Another."],
  ["- An item.\n- Another.", "- An item.\n- Another."],
])("%j is written as %j", (summary, line) => {
  expect(getReleaseLine({ summary })).toBe(line);
});

test("what packages depend on is not mentioned: they have the same version", () => {
  expect(getDependencyReleaseLine()).toBe("");
});
