import { execFileSync } from "node:child_process";
import type { Contestant } from "./contestants.ts";
import type { Measured, Note } from "./figures.ts";
import { machine } from "./machine.ts";
import { table } from "./table.ts";

/** The page of a run: when, where and how, the table, and what has to be said about it. */
export function report(
  { lines, notes, wrong }: Measured,
  contestants: readonly Contestant[],
  {
    words,
    notes: before,
  }: { readonly words: readonly string[]; readonly notes: readonly string[] },
): string {
  const marks = lines.flatMap(({ figures }) => [...figures.values()].map(({ mark }) => mark));
  const said = [...before, ...sentences(notes)];
  if (marks.includes("≈")) said.push("≈: one step's time, times the number of steps.");
  if (marks.includes("*")) said.push("\\*: one call, the first.");
  if (marks.includes("†"))
    said.push("†: of the first 64 batches, where memory has stopped growing.");
  return [
    "# Results",
    "",
    `${new Date().toISOString().slice(0, 10)}, commit ${commit()}, ${machine()}. \`npm run bench${words.length > 0 ? ` -- ${words.join(" ")}` : ""}\``,
    "",
    table(lines, contestants),
    "",
    ...said.map((note) => `- ${note}`),
    ...wrong.map((sentence) => `- **Wrong**: ${sentence}`),
    "",
  ].join("\n");
}

/** The commit that was measured. */
function commit(): string {
  return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
}

/** One sentence for each reason. */
function sentences(notes: readonly Note[]): string[] {
  const titles = new Map<string, string[]>();
  for (const { who, title, reason } of notes) {
    const key = JSON.stringify([who, reason]);
    titles.set(key, [...(titles.get(key) ?? []), title]);
  }
  return Array.from(titles, ([key, all]) => {
    const [who, reason] = JSON.parse(key) as [string, string];
    return `${who} has no figure for ${all.join("; ")}: ${reason}.`;
  });
}
