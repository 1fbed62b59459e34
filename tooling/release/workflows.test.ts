import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { root } from "./published.ts";
import { faults, type Step, workflows } from "./workflows.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** What jobs may do beyond reading the repository, each for its reason. */
const granted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Tags and the branch of the pull request; the pull request; provenance.
  "release.yml release": { contents: "write", "pull-requests": "write", "id-token": "write" },
  // Provenance.
  "release.yml snapshot": { contents: "read", "id-token": "write" },
};

const jobs = workflows.flatMap(({ file, jobs: all }) =>
  Object.entries(all).map(([name, job]) => ({ title: `${file} ${name}`, file, job })),
);

/** The jobs that have steps of their own. */
const running = jobs.flatMap(({ title, file, job: { steps, ...job } }) =>
  steps === undefined ? [] : [{ title, file, job: { ...job, steps } }],
);

/** The commands that a step runs: its own, and those it hands to an action. */
const commandsOf = ({ run, with: given = {} }: Step): string[] =>
  [run, given["version"], given["publish"]].flatMap((text) =>
    typeof text === "string" ? text.trim().split("\n") : [],
  );

test("there is a workflow for changes and one for releases", () => {
  expect(workflows.map(({ file }) => file)).toEqual(["ci.yml", "release.yml"]);
});

describe.each(workflows)("$file", (workflow) => {
  test("GitHub's parser finds no fault in it", async () => {
    expect(await faults(workflow)).toEqual([]);
  });

  test("by default it reads the repository, no more", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });
});

test.each([
  ["workflow_call:", "workflow_cal:", /workflow_cal/],
  ["timeout-minutes: 90", "timeout-minutes: long", /long|number/i],
  ["github.ref", "github.ref +", /./],
])("the parser would find %s as %s", async (from, to, complaint) => {
  const { file, text } = workflows[0]!;
  expect(text).toContain(from);
  expect((await faults({ file, text: text.replace(from, to) })).join()).toMatch(complaint);
});

describe.each(running)("$title", ({ title, job }) => {
  test("has what it needs and no more", () => {
    expect(job.permissions).toEqual(granted[title]);
    expect(job["timeout-minutes"]).toBeLessThanOrEqual(90);
  });

  test("takes actions at commits, with their versions beside them", () => {
    const [file] = title.split(" ");
    const { text } = workflows.find((workflow) => workflow.file === file)!;
    const lines = text.split("\n").filter((line) => /uses: (?!\.\/)/.test(line));
    for (const line of lines) {
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test("runs commands that are there", () => {
    const commands = job.steps.flatMap(commandsOf);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const [, script] = /^npm run ([\w:-]+)$/.exec(command) ?? [];
      const [, file] = /^bash ([\w./-]+)$/.exec(command) ?? [];
      const found = script === undefined ? existsSync(join(root, file!)) : script in scripts;
      expect([command, found]).toEqual([command, true]);
    }
  });

  test("leaves the token to no step that does not push", () => {
    const pushes = job.permissions?.["contents"] === "write";
    for (const { uses, with: given } of job.steps) {
      if (!uses?.startsWith("actions/checkout@")) continue;
      expect(given?.["persist-credentials"]).toBe(pushes ? undefined : false);
    }
  });
});

test("in a container git reads the checkout, whose folder belongs to another user", async () => {
  const contained = running.filter(({ job }) => job.container !== undefined);
  expect(contained.map(({ title }) => title)).toEqual(["ci.yml check"]);
  const folder = mkdtempSync(join(tmpdir(), "chainrule-workflows-"));
  // What this machine, or this very job, tells git is not asked.
  const nothing = { GIT_CONFIG_COUNT: "0", GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull };
  const git = (parameter: string, env: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
    promisify(execFile)("git", [parameter], {
      cwd: folder,
      env: { ...process.env, ...nothing, ...env } as NodeJS.ProcessEnv,
    });
  try {
    await git("init");
    const other = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" }; // git's own tests ask for it so
    await expect(git("ls-files", other)).rejects.toThrow("dubious ownership");
    for (const { job } of contained) await git("ls-files", { ...other, ...job.env });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The jobs that publish, by either script. */
const publishing = running.filter(({ job }) =>
  job.steps.flatMap(commandsOf).some((command) => /npm run release\b/.test(command)),
);

test("what publishes does so with provenance, from the environment that holds the token", () => {
  expect(publishing.map(({ title }) => title)).toEqual(Object.keys(granted));
  for (const { job } of publishing) {
    expect(job.environment).toBe("npm");
    expect(job.permissions?.["id-token"]).toBe("write");
    const step = job.steps.find((one) => commandsOf(one).some((c) => c.includes("release")))!;
    expect(step.env).toMatchObject({ NPM_CONFIG_PROVENANCE: true });
    expect(step.env).toHaveProperty("NODE_AUTH_TOKEN");
    const setup = job.steps.find(({ uses }) => uses?.startsWith("actions/setup-node@"))!;
    expect(setup.with).toMatchObject({ "registry-url": "https://registry.npmjs.org" });
  }
});

test("what publishes waits for every check of CI to pass, of the commit that it publishes", () => {
  for (const { file, job } of publishing) {
    const { jobs: beside } = workflows.find((workflow) => workflow.file === file)!;
    // Whole, and under no condition.
    expect(beside[String(job.needs)]).toEqual({ uses: "./.github/workflows/ci.yml" });
    // A condition with one of these functions would hold where what it needs failed.
    expect(job.if).not.toMatch(/always|cancelled|failure/);
    // No other commit than the one that was checked.
    const checkout = job.steps.find(({ uses }) => uses?.startsWith("actions/checkout@"))!;
    expect(checkout.with).not.toHaveProperty("ref");
    // Two at a time would publish the same version.
    expect(job.concurrency).toBe("release");
  }
  const ci = workflows.find(({ file }) => file === "ci.yml")!;
  expect(ci.on).toHaveProperty("workflow_call");
  const checks = Object.values(ci.jobs).flatMap(({ if: condition, steps = [] }) =>
    condition === undefined ? steps.flatMap(commandsOf) : [],
  );
  expect(checks).toContain("bash .ci/run");
});
