import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { folder, images, labels } from "./folder.ts";

interface Result {
  /** The exit code, or the signal that ended the program. */
  readonly code: number | NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

interface How {
  /** Sent when the program has said how a step went. */
  readonly signal?: NodeJS.Signals;
  /** Columns of the terminal that the program is made to believe it has. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the program. */
function run(args: readonly string[], { signal, columns, env = {} }: How = {}): Promise<Result> {
  const terminal = `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:${columns}})`;
  const first = columns === undefined ? [] : ["--import", terminal];
  const child = spawn(process.execPath, [...first, "--import", "tsx", "src/train.ts", ...args], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...env },
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
    if (signal !== undefined && output.includes("loss")) child.kill(signal);
  });
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  return new Promise((resolve) => {
    child.on("close", (code, ending) => resolve({ code: ending ?? code, output, errors }));
  });
}

const folders: string[] = [];
function data(replaced: Readonly<Record<string, Uint8Array | null>> = {}): string {
  const path = folder(replaced);
  folders.push(path);
  return path;
}

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

const withoutSpeed = (output: string): string => output.replaceAll(/\d+ images\/s/g, "");

describe.concurrent("the program", { timeout: 120_000 }, () => {
  test("learns, says how well, and does it again from the same seed", async () => {
    const args = ["--data", data(), "--model", "mlp", "--epochs", "3", "--batch-size", "50"];
    const [first, second, other] = [
      await run(args),
      await run(args),
      await run([...args, "--seed", "1"]),
    ];
    expect(first.errors).toBe("");
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^epoch 1\/3 {2}40 % {2}loss \d\.\d{4} {2}accuracy \d+\.\d\d %/);
    expect(first.output).toMatch(/\nepoch 3\/3: test accuracy 100\.00 %\n$/);
    expect(withoutSpeed(second.output)).toBe(withoutSpeed(first.output));
    expect(withoutSpeed(other.output)).not.toBe(withoutSpeed(first.output));
  });

  test("trains the convolutional network unless told otherwise", async () => {
    const path = data({
      "train-images-idx3-ubyte": images(8),
      "train-labels-idx1-ubyte.gz": null,
      "train-labels-idx1-ubyte": labels(8),
    });
    const { code, output, errors } = await run(["--data", path, "--optimizer", "sgd"]);
    expect(errors).toBe("");
    expect(code).toBe(0);
    expect(output).toMatch(/^epoch 1\/1 100 % .*\nepoch 1\/1: test accuracy \d+\.\d\d %\n$/);
  });

  test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends by %s, in the middle of an epoch",
    async (signal) => {
      const args = ["--data", data(), "--model", "mlp", "--batch-size", "1"];
      const { code, errors } = await run(args, { signal });
      expect([code, errors]).toEqual([signal, ""]);
    },
  );

  test.for([
    [100, /^epoch 1\/1 █{24} 100 % {2}loss .* images\/s$/],
    [80, /^epoch 1\/1 █{4,23} 100 % {2}loss .* images\/s$/],
    [40, /^epoch 1\/1 100 % {2}loss .* images\/s$/],
    [NaN, /^epoch 1\/1 100 % {2}loss .* images\/s$/],
  ] as const)(
    "draws a bar in a terminal of %i columns that has room for it",
    async ([columns, last]) => {
      const args = ["--data", data(), "--model", "mlp", "--batch-size", "10"];
      const { code, output } = await run(args, { columns, env: { TERM: "xterm" } });
      const lines = stripVTControlCharacters(output.replaceAll("\u{1b}[1G", "\n")).split(/\r?\n/);
      expect(code).toBe(0);
      expect(output).not.toContain("\u{1b}[?"); // changes nothing that must be put right afterwards
      expect(lines.findLast((line) => line.includes("100 %"))).toMatch(last);
      expect(lines.filter((line) => line.length >= Math.max(columns, 80))).toEqual([]);
    },
  );

  test("says in a sentence that it diverges", async () => {
    const path = data();
    const args = `--model mlp --batch-size 10 --optimizer sgd --learning-rate 1e9 --data ${path}`;
    const { code, errors } = await run(args.split(" "));
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(
        /^The loss must be finite; got (NaN|Infinity) in step \d+\. A smaller --learning-rate may help\.\n$/,
      ),
    ]);
  });

  test("notices that npm kept an option", async () => {
    expect(await run([], { env: { npm_config_batch_size: "64" } })).toEqual({
      code: 2,
      output: "",
      errors:
        'Options must stand after "--", as in npm start -- --batch-size; got --batch-size before it.\n',
    });
  });

  test("explains itself", async () => {
    const { code, output } = await run(["--help"]);
    expect(code).toBe(0);
    for (const option of ["model", "epochs", "batch-size", "optimizer", "learning-rate", "seed"]) {
      expect(output).toContain(`--${option} `);
    }
  });

  test.runIf(existsSync("/dev/full"))("says in a sentence that the disk is full", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, ["--import", "tsx", "src/train.ts", "--help"], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    let errors = "";
    child.stderr!.on("data", (text: Buffer) => void (errors += text.toString()));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, errors]).toEqual([
      1,
      "The output must be written somewhere; got ENOSPC: no space left on device, write.\n",
    ]);
  });

  test.for([
    [["--modell", "mlp"], "Unknown option '--modell'; --help lists the options."],
    [["--model", "resnet"], '--model must be one of mlp, cnn; got "resnet".'],
    [["--data", ""], '--data must name a folder; got "".'],
  ] as const)("says in a sentence that it was called wrongly: %j", async ([args, sentence]) => {
    expect(await run(args)).toEqual({ code: 2, output: "", errors: `${sentence}\n` });
  });

  test.for([
    [
      images(120).subarray(0, 1024),
      "train-images-idx3-ubyte: needs 94096 bytes for 120×28×28 of uint8; got 1024.",
    ],
    [
      images(119),
      "Dataset: fields must have the same number of examples; got 119 images and 120 labels.",
    ],
  ] as const)("says in a sentence that the data is wrong %#", async ([bytes, sentence]) => {
    const result = await run(["--data", data({ "train-images-idx3-ubyte": bytes })]);
    expect(result).toEqual({ code: 1, output: "", errors: `${sentence}\n` });
  });
});
