import type { Published } from "../published.ts";
import type { Consumer } from "./consumer.ts";
import type { Workspace } from "./releases.ts";
import type { Report } from "./report.ts";

/** What the rehearsal of later releases needs. */
export interface Releases {
  readonly report: Report;
  /** Makes an empty project. */
  readonly consumer: (name: string) => Consumer;
  readonly packages: readonly Published[];
  readonly workspace: Workspace;
}

/** Publishes the version after `before`, takes a project from one to the other, and mixes both in one program. Gives the version. */
export async function rehearseUpgrade(all: Releases, before: string): Promise<string> {
  const { report, consumer, packages, workspace } = all;
  const project = consumer("upgrade");
  const programs = await report.need(`chainrule ${before} is in use`, async () => {
    await project.install("chainrule");
    const examples = await project.examples(["chainrule"]);
    expectVersions(project, packages, before);
    await project.run(process.execPath, examples.programs);
    return examples.programs;
  });

  const after = await report.need("publish the next version", () =>
    workspace.release("patch", "A version to go on to."),
  );
  await report.check("the changelog says what changed", () => {
    const text = workspace.changelog("chainrule");
    for (const words of [`## ${before}`, `## ${after}`, "- A version to go on to."])
      if (!text.includes(words)) throw new Error(`no "${words}" in:\n${text}`);
  });
  await report.check(`it becomes ${after}, with all it depends on`, async () => {
    await project.update();
    expectVersions(project, packages, after);
    await project.run(process.execPath, programs);
  });
  await report.check("two copies in one program are noticed", () =>
    mixVersions(consumer("two copies"), before, after),
  );
  return after;
}

async function mixVersions(project: Consumer, before: string, after: string): Promise<void> {
  await project.install(`@chainrule/tensor@${before}`, `newer@npm:@chainrule/tensor@${after}`);
  project.write(
    "copies.js",
    `import { tensor } from "@chainrule/tensor";
    import { tensor as newer } from "newer";
    try {
      tensor([1]).add(newer([2])).toArray();
      console.log("nothing was noticed");
    } catch (error) {
      console.log(error.message);
    }\n`,
  );
  const printed = await project.run(process.execPath, ["copies.js"]);
  const expected = `@chainrule/tensor is loaded twice (${before} and ${after})`;
  if (!printed.includes(expected)) throw new Error(`"${expected}" is not in:\n${printed}`);
}

/** Checks that every package of ours that is installed is there once, at one version. */
export function expectVersions(
  project: Consumer,
  packages: readonly Published[],
  version: string,
): void {
  const ours = packages.map(({ manifest }) => manifest.name);
  const wrong = project
    .locked()
    .filter(([path]) => ours.some((name) => path.endsWith(`node_modules/${name}`)))
    .filter(([path, one]) => one.version !== version || path.lastIndexOf("node_modules") > 0);
  if (wrong.length > 0) throw new Error(`not ${version}: ${JSON.stringify(wrong)}`);
}
