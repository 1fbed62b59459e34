import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type LibraryName, libraryNames } from "./work.ts";

/** How long is measured. */
export interface Settings {
  readonly rounds: number;
  /** Milliseconds of one contestant's turn in a round. */
  readonly slice: number;
  /** Seconds: what takes longer for one call is called once, or estimated. */
  readonly patience: number;
}

/** What the command line asks for. */
export interface Options extends Settings {
  /** The cases to run; all if empty. */
  readonly cases: readonly string[];
  readonly peers: boolean;
  readonly write: boolean;
  /** The threads of columns with several. */
  readonly threads: number;
  /** Major versions of Node that ours runs on besides this one. */
  readonly nodes: readonly string[];
  /** The libraries that take part; all if empty. */
  readonly only: readonly LibraryName[];
}

export const usage: string = `npm run bench -- [CASE …] [OPTION …]

  --peers         installs other libraries outside the workspace, and measures them too
  --nodes A,B     installs other versions of Node outside the workspace, and measures ours on them too: 24,26
  --only A,B      only these libraries: ${libraryNames.join(", ")}
  --threads N     the columns with several threads; all cores unless given
  --rounds N      how often every contestant has its turn (5)
  --slice MS      how long a turn is (200)
  --patience S    what takes longer for one call is called once, or estimated (10)
  --write         writes the table to tooling/bench/results/, one for each processor`;

function count(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${name} must be a whole number from 1; got ${text}.`);
  }
  return value;
}

function libraryName(text: string): LibraryName {
  const name = libraryNames.find((one) => one === text);
  if (name !== undefined) return name;
  throw new Error(`--only must name some of ${libraryNames.join(", ")}; got ${text}.`);
}

/** Reads the command line. Throws a sentence where it is wrong. */
export function readOptions(words: readonly string[]): Options | "help" {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      peers: { type: "boolean" },
      write: { type: "boolean" },
      only: { type: "string" },
      nodes: { type: "string" },
      threads: { type: "string" },
      rounds: { type: "string" },
      slice: { type: "string" },
      patience: { type: "string" },
    },
  });
  if (values.help) return "help";
  return {
    cases: positionals,
    peers: values.peers ?? false,
    write: values.write ?? false,
    only: values.only?.split(",").map(libraryName) ?? [],
    nodes: values.nodes?.split(",") ?? [],
    threads: count("threads", values.threads, availableParallelism()),
    rounds: count("rounds", values.rounds, 5),
    slice: count("slice", values.slice, 200),
    patience: count("patience", values.patience, 10),
  };
}
