import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { parse } from "yaml";
import { root } from "./published.ts";

/** What a job may do with the repository and in its name. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** A step of a job, as far as it is read here. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string | boolean>>;
}

/** A job of a workflow, as far as it is read here: steps, or another workflow. */
export interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly if?: string;
  readonly permissions?: Permissions;
  readonly environment?: string;
  readonly concurrency?: string;
  readonly container?: string;
  readonly env?: Readonly<Record<string, string | number>>;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}

/** A workflow of `.github/workflows`. */
export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, ".github/workflows");

/** Every workflow of the repository. */
export const workflows: readonly Workflow[] = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), "utf8");
  return { ...(parse(text) as Workflow), file, text };
});

type Parser = typeof import("@actions/workflow-parser");

/** GitHub's own parser; it is bundled first, for it imports JSON as only bundlers understand. */
async function loadParser(): Promise<Parser> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "@actions/workflow-parser";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");',
    },
    write: false,
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString("base64");
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as Parser;
}

let parser: Promise<Parser> | undefined;

/** What GitHub would say is wrong with a workflow: keys, values and expressions. */
export async function faults({ file, text }: Pick<Workflow, "file" | "text">): Promise<string[]> {
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await (parser ??=
    loadParser());
  const { context, value } = parseWorkflow(
    { name: file, content: text },
    new NoOperationTraceWriter(),
  );
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
