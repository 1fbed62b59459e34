import { cnn, imports, mlp } from "../budgets.ts";
import { bundle, dense, lean } from "../bundle.ts";
import { excessWeight } from "../weight.ts";
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

/** Weighs pages made of installed packages, and trains with them. */
export async function rehearsePages(report: Report, project: Consumer): Promise<void> {
  for (const budget of imports)
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
}
