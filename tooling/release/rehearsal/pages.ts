import { transform } from "esbuild";
import type { Browser } from "playwright-core";
import { cnn, imports as budgets, mlp } from "../budgets.ts";
import { bundle, dense, lean } from "../bundle.ts";
import type { Published } from "../published.ts";
import { excessWeight } from "../weight.ts";
import { expectToRun } from "./browse.ts";
import type { Consumer } from "./consumer.ts";
import type { Report } from "./report.ts";

const pages = [
  ["the MLP", mlp, [lean, dense]],
  ["the CNN", cnn, [lean]],
] as const;

/** Prints the losses of three steps. */
const steps = `
  const labels = Int32Array.from({ length: 8 }, (_, i) => i);
  const images = Float32Array.from({ length: 8 * 784 }, (_, i) => Math.sin(i));
  for (let i = 0; i < 3; i++) console.log(train(images, labels));`;

/** The file with all code of a package for each name that one imports. */
function wholeFiles({ manifest }: Published): [name: string, file: string][] {
  return Object.entries(manifest.publishConfig!.exports).flatMap(([key, files]) =>
    typeof files === "string"
      ? []
      : [[manifest.name + key.slice(1), `./node_modules/${manifest.name}/${files["node"]!}`]],
  );
}

/** Weighs pages made of installed packages, and trains with them; and imports the packages in a page without a bundler. */
export async function rehearsePages(
  report: Report,
  project: Consumer,
  packages: readonly Published[],
  browser: Browser,
): Promise<void> {
  for (const budget of budgets)
    await report.check(`installed, ${budget.title}: at most ${budget.ceiling} KB`, async () => {
      const excess = await excessWeight(budget, project.folder);
      if (excess !== "") throw new Error(excess);
    });
  for (const [title, source, conditions] of pages)
    await report.check(`installed, a lean page trains ${title} as an ordinary one`, async () => {
      const losses = async (of: readonly string[]): Promise<string> => {
        const { code } = await bundle(source + steps, project.folder, [], of);
        project.write("page.mjs", Buffer.from(code).toString());
        return project.run(process.execPath, ["page.mjs"]);
      };
      const [ordinary, less] = [await losses([]), await losses(conditions)];
      if (less !== ordinary) throw new Error(`the losses are\n${less}and not\n${ordinary}`);
    });
  await report.check("installed, a page without a bundler trains the MLP", async () => {
    const imports = Object.fromEntries(packages.flatMap(wholeFiles));
    const source = `${mlp}${steps}\ndocument.title = "ran";\n`;
    project.write("mlp.js", (await transform(source, { loader: "ts" })).code);
    project.write(
      "index.html",
      `<!doctype html><html lang="en"><link rel="icon" href="data:," /><script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="./mlp.js"></script></html>`,
    );
    await expectToRun(browser, project.folder);
  });
}
