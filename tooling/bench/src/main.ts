// Measures the cases named on the command line, or all of them, and prints one table. Every contestant does each row in a process of
// its own, so that none runs in code that another has warmed up or spoiled; they take turns, so that ratios are of one run.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble } from "./assemble.ts";
import { measureCalls } from "./calls.ts";
import { type Contestant, contestants, type Field, type NodeVersion } from "./contestants.ts";
import type { Line, Measured, Note } from "./figures.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { processorName } from "./machine.ts";
import { installNode, installPackages, installTorch } from "./peers.ts";
import { measurePrograms } from "./programs.ts";
import { report } from "./report.ts";
import { quantity } from "./table.ts";
import type { LibraryName, Row } from "./work.ts";

function casesOf({ cases }: Options): string[] {
  const all = readdirSync(new URL("cases/", import.meta.url)).map((file) => file.slice(0, -3));
  const unknown = cases.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no case is named ${unknown.join(", ")}; there are ${all.join(", ")}.`);
  }
  return cases.length > 0 ? [...cases] : all;
}

/** Installs what the options ask for; what cannot be had is noted. */
function others(
  options: Options,
  notes: string[],
): Omit<Field, "folder"> & { modules: string | null } {
  const { threads, only } = options;
  const wants = (...names: LibraryName[]): boolean =>
    options.peers && (only.length === 0 || names.some((name) => only.includes(name)));
  const wantsPackages = wants("jax", "tfjs-wasm", "tfjs-cpu");
  const modules = wantsPackages ? installPackages() : null;
  if (wantsPackages && modules === null) {
    notes.push("jax-js and TensorFlow.js: npm cannot install them.");
  }
  const torch = wants("torch") ? installTorch() : null;
  if (typeof torch === "string") notes.push(torch);
  const nodes = options.nodes.flatMap((major): NodeVersion[] => {
    const executable = installNode(major);
    if (executable === null) notes.push(`Node ${major}: npm cannot install it.`);
    return executable === null
      ? []
      : [{ suffix: `, Node ${major}`, executable, pairs: Number(major) >= 24 }];
  });
  return {
    threads,
    nodes,
    packages: modules !== null,
    torch: typeof torch === "string" ? null : torch,
    modules,
  };
}

function show({ lines, notes, wrong }: Measured): void {
  for (const { title, unit, figures } of lines) {
    const parts = [...figures].map(([column, { value }]) => `${column} ${quantity(value, unit)}`);
    console.error(`${title}: ${parts.join(", ")}`);
  }
  for (const { who, reason } of notes) console.error(`  ${who}: ${reason}`);
  for (const sentence of wrong) console.error(`  ${sentence}`);
}

async function measure(
  names: readonly string[],
  all: readonly Contestant[],
  options: Options,
  folder: string,
): Promise<Measured> {
  const lines: Line[] = [];
  const notes: Note[] = [];
  const wrong: string[] = [];
  for (const name of names) {
    const { default: rows }: { default: readonly Row[] } = await import(`./cases/${name}.ts`);
    for (const [index, row] of rows.entries()) {
      const measured =
        "program" in row
          ? await measurePrograms(row, all, options)
          : await measureCalls({ case: name, index, row, folder, lines }, all, options);
      show(measured);
      lines.push(...measured.lines);
      notes.push(...measured.notes);
      wrong.push(...measured.wrong);
    }
  }
  return { lines, notes, wrong };
}

async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options === "help") return console.log(usage);
  const names = casesOf(options);
  const notes: string[] = [];
  const field = others(options, notes);
  const folder = mkdtempSync(join(tmpdir(), "chainrule-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.on("SIGINT", () => process.exit(130));
  const all = contestants({ folder, ...field }).filter(
    ({ library }) => options.only.length === 0 || options.only.includes(library),
  );
  const ours = all.some(({ library }) => library === "chainrule");
  await assemble(folder, { ours, peers: field.modules });
  const measured = await measure(names, all, options, folder);
  const text = report(measured, all, { words, notes });
  console.log(`\n${text}`);
  if (options.write) {
    const page = new URL(`../results/${processorName()}.md`, import.meta.url);
    writeFileSync(fileURLToPath(page), text);
  }
  if (measured.wrong.length > 0) process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
