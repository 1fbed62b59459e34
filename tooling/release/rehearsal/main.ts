import { join } from "node:path";
import { openChromium } from "@chainrule/chromium";
import { publishedPackages, root } from "../published.ts";
import { run } from "./command.ts";
import { Consumer } from "./consumer.ts";
import { refuseOutside } from "./outside.ts";
import { rehearseInstalls } from "./installs.ts";
import { startRegistry } from "./registry.ts";
import { Workspace } from "./releases.ts";
import { Report } from "./report.ts";
import { makeScratch } from "./scratch.ts";
import { rehearseSnapshot } from "./snapshot.ts";
import { rehearseUpgrade } from "./upgrade.ts";

/** The versions of Node that strangers run. */
const majors = ["20", "24"];

/** Publishes every package to a registry on loopback, and uses them as a stranger does. */
async function rehearse(): Promise<void> {
  const report = new Report();
  // What is needed of this machine, before anything is written.
  const nodes = new Map<string, string>();
  for (const major of majors) {
    const which = await run(process.execPath, ["tooling/nodes.js", "--which", major], {
      cwd: root,
    });
    nodes.set(`Node ${major}`, which.trim());
  }
  await using browser = await openChromium();
  const scratch = makeScratch();

  const outside = await refuseOutside();
  const registry = await startRegistry(join(scratch, "registry"));
  const env = { ...outside.env, ...registry.env };
  const consumer = (name: string): Consumer =>
    new Consumer(join(scratch, "consumers", name.replaceAll(/\W+/g, "-")), env);

  const workspace = await report.need("copy the work tree", () =>
    Workspace.copy(join(scratch, "workspace"), env),
  );
  const packages = publishedPackages(workspace.folder);
  const first = await report.need("publish a version", () =>
    workspace.release("minor", "A version to begin with."),
  );
  await rehearseInstalls({ report, consumer, packages, nodes, browser, version: first });
  const releases = { report, consumer, packages, workspace };
  const newest = await rehearseUpgrade(releases, first);
  await rehearseSnapshot(releases, newest);

  await report.check("nobody outside was asked for anything", () => {
    if (outside.asked.length > 0) throw new Error(`asked for: ${outside.asked.join(", ")}`);
  });
  registry.close();
  outside.close();
  report.end();
}

try {
  await rehearse();
} catch (error) {
  process.stderr.write(`rehearsal: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
process.exit();
