import { expectVersions, type Releases } from "./upgrade.ts";

/** Publishes a snapshot and installs it by its tag; who asks for no tag still gets `newest`. */
export async function rehearseSnapshot(all: Releases, newest: string): Promise<void> {
  const { report, consumer, packages, workspace } = all;
  const version = await report.need("publish a snapshot", () =>
    workspace.snapshot("What is not yet in a version."),
  );
  await report.check("its version says what it is, and when it was made", () => {
    if (!/^0\.0\.0-snapshot-\d{14}$/.test(version)) throw new Error(`got ${version}`);
  });
  const project = consumer("snapshot");
  await report.check(
    "chainrule@snapshot installs it, with all it depends on, and runs",
    async () => {
      await project.install("chainrule@snapshot");
      if (project.version("chainrule") !== version) {
        throw new Error(`installed ${project.version("chainrule")}, not ${version}`);
      }
      expectVersions(project, packages, version);
      const { programs } = await project.examples(["chainrule"]);
      await project.run(process.execPath, programs);
    },
  );
  await report.check(
    "its packages ask for that snapshot of each other, not for a later one",
    () => {
      const wanted = project
        .locked()
        .filter(([path]) => path.startsWith("node_modules/"))
        .flatMap(([path, { dependencies = {} }]) =>
          Object.entries(dependencies).map(([name, range]) => ({ path, name, range })),
        );
      const wrong = wanted.filter(({ range }) => range !== version);
      if (wanted.length < 10 || wrong.length > 0) throw new Error(JSON.stringify(wrong));
    },
  );
  await report.check(`chainrule without a tag stays ${newest}`, async () => {
    const other = consumer("no tag");
    await other.install("chainrule");
    expectVersions(other, packages, newest);
  });
}
