import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

/** What the type checker does for a program: typed shapes must not make editors slow. */

const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

interface Cost {
  readonly instantiations: number;
  /** Seconds. */
  readonly check: number;
}

/** Type-checks a project, which must have no errors. */
function costOf(project: string): Cost {
  const output = execFileSync(
    process.execPath,
    [tsc, "-p", project, "--noEmit", "--extendedDiagnostics"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  const figure = (name: string): number =>
    Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(output)![1]);
  return { instantiations: figure("Instantiations"), check: figure("Check time") };
}

/** A project of one module, whose cost can be asked for one text after another. */
function oneModule(): (text: string) => Cost {
  const parent = fileURLToPath(new URL("../.generated", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "types-cost-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const compilerOptions = {
    isolatedDeclarations: false,
    declaration: false,
    moduleDetection: "force",
    noUnusedLocals: false,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "@chainrule/tsconfig/base.json",
      files: ["program.ts"],
      compilerOptions,
    }),
  );
  return (text) => {
    writeFileSync(join(folder, "program.ts"), text);
    return costOf(folder);
  };
}

/** The cost of one module of code, beyond that of its imports: inside the workspace they are the library's sources, which are checked along. */
function costOfCode(imports: string, code: string): Cost {
  const cost = oneModule();
  const base = cost(imports);
  const whole = cost(imports + code);
  return {
    instantiations: whole.instantiations - base.instantiations,
    check: whole.check - base.check,
  };
}

const sizes = Array.from({ length: 201 }, (_, i) => 16 + ((i * 37) % 500));

test("200 matrix products and sums, all sizes different: at most 140,000 instantiations", () => {
  const lines = sizes.slice(1).map((size, i) => {
    const weights = `rand([${sizes[i]}, ${size}])`;
    return `const x${i + 1} = x${i}.matmul(${weights}).add(rand([${size}])).relu();`;
  });
  const last = `x200.shape satisfies [32, ${sizes[200]}];`;
  const { instantiations, check } = costOfCode(
    `import { rand } from "@chainrule/tensor";\nconst x0 = rand([32, ${sizes[0]}]);\n`,
    [...lines, last].join("\n"),
  );
  expect(instantiations).toBeLessThan(140_000);
  expect(check).toBeLessThan(10);
}, 120_000);

test("a Sequential of 200 layers: at most 550,000 instantiations", () => {
  const layers = Array.from(
    { length: 100 },
    (_, i) => `new Affine(${sizes[i]}, ${sizes[i + 1]}), new ReLU()`,
  );
  const { instantiations, check } = costOfCode(
    'import { Affine, ReLU, Sequential } from "@chainrule/layers";\nimport { rand } from "@chainrule/tensor";\n',
    `const model = new Sequential(${layers.join(", ")});\nmodel.forward(rand([32, ${sizes[0]}])).shape satisfies [32, ${sizes[100]}];\n`,
  );
  expect(instantiations).toBeLessThan(550_000);
  expect(check).toBeLessThan(10);
}, 120_000);

test("the MNIST trainer, beyond what it imports: at most 40,000 instantiations", () => {
  const app = new URL("../../../apps/mnist/", import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(new URL("package.json", app), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const packages = Object.keys(dependencies).filter((name) => /chainrule/.test(name));
  const base = oneModule()(packages.map((name) => `import "${name}";\n`).join(""));
  const whole = costOf(fileURLToPath(app));
  expect(whole.instantiations - base.instantiations).toBeLessThan(40_000);
  expect(whole.check - base.check).toBeLessThan(10);
}, 120_000);
