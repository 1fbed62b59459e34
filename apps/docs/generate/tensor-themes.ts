import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { DeclarationReflection, ProjectReflection } from "typedoc";

/** The files of `packages/tensor/src/methods`, by what their methods have in common, in the order of the page. */
const titles: Readonly<Record<string, string>> = {
  reading: "Reading values",
  arithmetic: "Arithmetic",
  math: "Mathematical functions",
  trigonometry: "Inverse and hyperbolic functions",
  comparison: "Comparison and logic",
  activation: "Activations",
  reduce: "Reductions",
  statistics: "Statistics",
  contract: "Products",
  matrix: "Matrices",
  movement: "Shape and order of axes",
  indexing: "Parts and scattering",
  selection: "Slices, windows, gathering",
  tiling: "Repeating and rolling",
  order: "Sorting and running sums",
};

/** What prints a tensor reads it, and what is left of divisions is a mathematical function. */
const files: Readonly<Record<string, string>> = { printing: "reading", numbers: "math" };

/** A page of the reference, as the sidebar lists it. */
export type Listed = { readonly text: string; readonly link: string };

/** The theme of each of a tensor's methods: the file that declares it, or nothing where that is the class's own. */
export function themesOf(project: ProjectReflection): ReadonlyMap<string, string | undefined> {
  const tensor = project.getChildByName(["@chainrule/tensor", "Tensor"]) as DeclarationReflection;
  return new Map(
    tensor.children!.map((child) => {
      const { fileName = "" } = project.getSymbolIdFromReflection(child) ?? {};
      const file = basename(fileName, ".ts");
      return [child.name, fileName.includes("/methods/") ? (files[file] ?? file) : undefined];
    }),
  );
}

/**
 * Splits the page of `Tensor`, by far the longest otherwise, into one for each theme. The class's own lists the methods, each under the anchor that it has on the page that describes it. Gives
 * the pages that it wrote.
 */
export function splitTensor(
  out: string,
  themes: ReadonlyMap<string, string | undefined>,
): readonly Listed[] {
  const page = `${out}/tensor/classes/Tensor.md`;
  const [head, ...methods] = readFileSync(page, "utf8").split(/(?:\n\*\*\*\n)?\n(?=### \w+\(\)\n)/);
  const themeOf = (text: string): string | undefined => themes.get(nameOf(text));
  const lost = methods.filter((text) => !Object.hasOwn(titles, themeOf(text) ?? "reading"));
  if (lost.length > 0) {
    throw new Error(`api: no theme has ${lost.map(nameOf).join(", ")} of Tensor.`);
  }
  const own = methods.filter((text) => themeOf(text) === undefined);
  const pages = Object.entries(titles).map(([theme, title]) => ({
    theme,
    title,
    texts: methods.filter((text) => themeOf(text) === theme),
  }));
  mkdirSync(`${out}/tensor/methods`, { recursive: true });
  for (const { theme, title, texts } of pages) {
    writeFileSync(`${out}/tensor/methods/${theme}.md`, describe(title, texts));
  }
  const lists = pages.map(({ theme, title, texts }) => list(theme, title, texts));
  writeFileSync(page, [head, ...own, ...lists].join("\n"));
  return pages.map(({ theme, title }) => ({
    text: title,
    link: `/api/tensor/methods/${theme}.md`,
  }));
}

function nameOf(text: string): string {
  return /^### (\w+)/.exec(text)![1]!;
}

/** A theme's page: what the page of the class has of its methods, a level higher. */
function describe(title: string, texts: readonly string[]): string {
  const methods = texts.map((text) =>
    text.replaceAll(/^#(?=#{2,} )/gm, "").replaceAll(/\]\((?=\w+\.md)/g, "](../classes/"),
  );
  return [
    "---\noutline: 2\n---",
    `# Tensor: ${title[0]!.toLowerCase()}${title.slice(1)}`,
    "Methods of [`Tensor`](../classes/Tensor.md).",
    ...methods,
  ].join("\n\n");
}

/** The methods of a theme, each with the first sentence on it. */
function list(theme: string, title: string, texts: readonly string[]): string {
  const rows = texts.map((text) => {
    const name = nameOf(text);
    return `| <a id="${name.toLowerCase()}"></a> [\`${name}\`](../methods/${theme}.md#${name.toLowerCase()}) | ${summary(text)} |`;
  });
  return `### [${title}](../methods/${theme}.md)\n\n| method | what it gives |\n| --- | --- |\n${rows.join("\n")}\n`;
}

/** The first sentence after the signature, as a cell of a table. */
function summary(text: string): string {
  const [, paragraph] = /\n```\n\n([^]*?)\n\n/.exec(text)!;
  const [sentence] = /^[^]*?\.(?=\s+[A-Z`(]|$)/.exec(paragraph!) ?? [paragraph!];
  return sentence!.replaceAll("\n", " ").replaceAll(/(?<!\\)\|/g, "\\|");
}
