// Where threads are what breaks first: in pages whose bundlers write older JavaScript than the packages', since workers get the text of functions; and in
// programs that may not start any.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import typescript from "typescript-5.4";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Sums of lines, which threads share, of every function that their kernels import. */
const program = `
  import { rand, setEngine } from "@chainrule/tensor";
  import { wasmEngine } from "@chainrule/engine-wasm";

  async function main() {
    setEngine(wasmEngine({ threads: THREADS }));
    const x = rand([300, 300], { dtype: "float64" });
    const sums = {
      product: x.matmul(x), exp: x.exp(), expm1: x.expm1(), log: x.log(), log1p: x.log1p(), sin: x.sin(), cos: x.cos(), tanh: x.tanh(),
      sigmoid: x.sigmoid(), erf: x.erf(), pow: x.pow(x), atan2: x.atan2(0.5), mod: x.mod(0.3), toInt32: x.mul(9).cast("int32"),
    };
    // Several times: workers take part once they are up.
    for (let i = 0; i < 20; i++) await x.matmul(x).sum().read();
    const found = {};
    for (const name of Object.keys(sums)) found[name] = [...(await sums[name].sum(1).read())];
    console.log(JSON.stringify(found));
  }
  main();
`;

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-targets-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function bundle(target: string, threads: number): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: program.replace("THREADS", String(threads)),
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "iife",
    platform: "browser",
    target,
    write: false,
  });
  return outputFiles[0]!.text;
}

/** What the program prints, in Node. */
async function run(name: string, code: string, flags: readonly string[] = []): Promise<string> {
  const file = join(folder, `${name}.cjs`);
  writeFileSync(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file]);
  return stdout;
}

test("two threads compute the same in JavaScript of any age", async () => {
  const target = typescript.ScriptTarget.ES5;
  const compilerOptions = { target, downlevelIteration: true };
  const { outputText } = typescript.transpileModule(await bundle("es2023", 2), { compilerOptions });
  const [one, es2015, es5] = await Promise.all([
    run("one", await bundle("es2023", 1)),
    run("es2015", await bundle("es2015", 2)),
    run("es5", outputText),
  ]);
  expect(JSON.parse(one)).toHaveProperty("toInt32");
  expect({ es2015, es5 }).toEqual({ es2015: one, es5: one });
});

test("a program that Node allows no workers runs on one thread", async () => {
  const { allowedNodeEnvironmentFlags: known } = process;
  const permission = known.has("--permission") ? "--permission" : "--experimental-permission";
  const code = await bundle("es2023", 2);
  const allowed = await run("alone", code, [permission, "--allow-fs-read=*"]);
  expect(allowed).toBe(await run("allowed", code));
});
