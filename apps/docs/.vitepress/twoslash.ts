import { rendererRich, transformerTwoslash } from "@shikijs/twoslash";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";
import ts from "typescript";
import type { MarkdownEnv, MarkdownOptions, MarkdownRenderer } from "vitepress";

type Transformer = NonNullable<MarkdownOptions["codeTransformers"]>[number];
type Element = Parameters<NonNullable<Transformer["pre"]>>[0];
type RenderMarkdown = NonNullable<
  NonNullable<Parameters<typeof rendererRich>[0]>["renderMarkdown"]
>;
type Content = ReturnType<RenderMarkdown>[number];

/** Has `twoslash` compile every `ts` block of the pages that people wrote; the reference's are signatures, and examples that are compiled where they stand. In a page that is `plain`, for the search, a block is its text. */
export function prepareBlocks(md: MarkdownRenderer): void {
  md.core.ruler.push("blocks", ({ tokens, env }) => {
    const { relativePath, plain } = env as Partial<MarkdownEnv> & { readonly plain?: boolean };
    const byHand = !relativePath?.startsWith("api/");
    for (const token of tokens.filter(({ type }) => type === "fence")) {
      if (plain) token.type = "code_block";
      else if (byHand && /^ts\b/.test(token.info)) token.info += " twoslash";
    }
  });
}

/**
 * Shows a mistake that a block expects where the reader's editor would: the line that expects it goes, and the compiler's sentence stands below the code. (That the mistake
 * is one, `npm test` checks: there the line stays.)
 */
export const mistakes: Transformer = {
  name: "mistakes",
  preprocess(code, { meta }) {
    if (!meta?.["__raw"]?.includes("twoslash") || !code.includes("@ts-expect-error")) return code;
    return `// @errors: 2322 2345 2769\n${code.replaceAll(/^ *\/\/ @ts-expect-error.*\n/gm, "")}`;
  },
};

/** Sets off, in what the compiler says of a mistake, the library's own sentence: `matmul: inner lengths 4 and 3 differ; …`. What it says is no part of the program that a reader copies. */
export const sentences: Transformer = {
  name: "sentences",
  pre: setOff,
};

function setOff(node: Element): void {
  node.children = node.children.flatMap((child, at): Element["children"] => {
    if (child.type === "element") setOff(child);
    if (child.type === "element" && isError(child)) {
      child.properties["class"] = `${String(child.properties["class"])} vp-copy-ignore`;
      // It stands in place of the end of the line before it.
      return at === node.children.length - 1 ? [child] : [{ type: "text", value: "\n" }, child];
    }
    if (child.type !== "text" || !isError(node)) return [child];
    return child.value.split(/(?<=")(\w+: [^"]+)(?=")/).map((value, i) =>
      i % 2 === 0
        ? { type: "text", value }
        : {
            type: "element",
            tagName: "strong",
            properties: {},
            children: [{ type: "text", value }],
          },
    );
  });
}

function isError({ properties }: Element): boolean {
  return String(properties["class"]).includes("twoslash-error-line");
}

function isContent(node: { readonly type: string }): node is Content {
  return node.type !== "doctype";
}

/** A doc comment, with its examples in colour. */
function documentation(
  this: ThisParameterType<RenderMarkdown>,
  markdown: string,
): ReturnType<RenderMarkdown> {
  const tree = fromMarkdown(markdown.replaceAll(/\{@link ([^}]*)\}/g, "`$1`"));
  const hast = toHast(tree, {
    handlers: {
      code: (_, { value, lang }: { value: string; lang: string | null }) =>
        this.codeToHast(value, {
          ...this.options,
          meta: {},
          transformers: [],
          lang: lang ?? "text",
        }).children.filter(isContent),
    },
  });
  return hast.type === "root" ? hast.children.filter(isContent) : [];
}

const rich = rendererRich({ renderMarkdown: documentation, renderMarkdownInline: documentation });

/** Names with what shows on hover, by what the compiler says of them: most come again and again, and to colour one takes longer than to compile it. */
const hovers = new Map<string, Partial<Element>>();

/** A name, with what the compiler says of it. */
const nodeStaticInfo: typeof rich.nodeStaticInfo = function (info, name) {
  const key = JSON.stringify([info.text, info.docs, info.tags]);
  const known = hovers.get(key);
  if (known !== undefined) return { ...known, children: [known.children![0]!, name] };
  const hover = rich.nodeStaticInfo.call(this, info, name);
  if (hover !== name && hover.type === "element") hovers.set(key, hover);
  return hover;
};

/** Compiles a `ts` block, to show types on hover; a block that does not compile fails the build. */
export const twoslash = transformerTwoslash({
  explicitTrigger: true,
  throws: true,
  renderer: { ...rich, nodeStaticInfo },
  twoslashOptions: {
    vfsRoot: import.meta.dirname,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
    },
  },
  // Declared by a newer Shiki than VitePress's own: the same in all that is used here.
}) as unknown as Transformer;
