import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sections } from "../src/gradients/table.ts";

/** The sources of what is public and has a gradient. */
const sources = [
  "tensor/src",
  "tensor/src/functional",
  "tensor/src/methods",
  "layers/src",
  "linalg/src",
  "losses/src",
  "signal/src",
].flatMap((folder) => {
  const url = new URL(`../../${folder}/`, import.meta.url);
  const all = readdirSync(url).filter((name) => name.endsWith(".ts"));
  const names = folder === "tensor/src" ? ["tensor.ts", "functions.ts"] : all;
  return names.map((name) => readFileSync(new URL(name, url), "utf8"));
});

/** The doc comments of a public symbol: a method, a function or a class. */
function comments(name: string): string[] {
  const declared = new RegExp(
    String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\s*(?:export (?:abstract )?(?:class|function) |get )?${name}[\s<(]`,
    "g",
  );
  return sources.flatMap((source) =>
    [...source.matchAll(declared)].map(([, comment]) =>
      comment!
        .replaceAll(/\n\s*\*/g, "")
        .split("```")[0]!
        .replaceAll(/\s+/g, " "),
    ),
  );
}

/** The sentences of a comment that say what a gradient is. */
function onGradients(comment: string): string {
  return comment
    .split(/(?<=\.)\s/)
    .filter((sentence) => /gradient|derivative|flat|slope|pass/i.test(sentence))
    .join(" ");
}

/** The words of a convention that a docstring must have, too: numbers, and how many share. */
function keywords(text: string): string[] {
  return (
    text.match(/−?∞|−?\d+(?:e-\d+)?|half|share|first|slope|NaN|stops|order|other|alpha/g) ?? []
  );
}

describe("a docstring says what the gradient is at kinks and ties, as its row does", () => {
  const rows = sections
    .filter(({ title }) => title !== "Primitives")
    .flatMap(({ rows: inSection }) => Object.entries(inSection))
    .filter(([, { conventions }]) => conventions.length > 0);

  test.each(rows)("%s", (name, { conventions }) => {
    const found = comments(name);
    expect(found.length).toBeGreaterThan(0);
    for (const { text } of conventions) {
      const words = keywords(text);
      expect([name, text, words.length > 0 || /−t|−⌊|trunc/.test(text)]).toEqual([
        name,
        text,
        true,
      ]);
      for (const comment of found) {
        const said = onGradients(comment);
        const missing = words.filter((word) => !said.includes(word));
        expect([name, text, missing, said === ""]).toEqual([name, text, [], false]);
      }
    }
  });
});
