import type { Budget } from "./budgets.ts";
import { bundle } from "./bundle.ts";

/** What a module is too heavy by, with the sources that weigh most; nothing where it is not. `folder` is where its imports resolve from. */
export async function excessWeight(
  { source, ceiling, conditions }: Pick<Budget, "source" | "ceiling" | "conditions">,
  folder: string,
  external: readonly string[] = [],
): Promise<string> {
  const { gzip, inputs } = await bundle(source, folder, external, conditions);
  const kilobytes = gzip / 1000;
  if (kilobytes <= ceiling) return "";
  const heaviest = Object.entries(inputs)
    .toSorted(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 10)
    .map(([file, { bytesInOutput }]) => `${bytesInOutput} ${file}`);
  return `${kilobytes} KB where ${ceiling} are the most; before gzip:\n${heaviest.join("\n")}`;
}
