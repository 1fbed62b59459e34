import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHtml } from "hast-util-to-html";
import type { MarkdownOptions, UserConfig } from "vitepress";

type Transformer = NonNullable<MarkdownOptions["codeTransformers"]>[number];
type Element = Parameters<NonNullable<Transformer["pre"]>>[0];
type Child = Element["children"][number];
type Plugin = NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>[number];

/** What shows on hover, by the name of the file that holds it: for each block of code, its popups. */
const files = new Map<string, string>();

/**
 * Takes the popups out of a block of code, into a file that a reader's first hover fetches: they weigh ten times what the block does, and most are never seen.
 * What is left is plain HTML, which the page has no work with while it loads. A name says in `data-type` which popup of the block's file, `data-types`, is its own.
 */
export const typesApart: Transformer = {
  name: "types apart",
  pre(node) {
    const popups: string[] = [];
    take(node, popups);
    if (popups.length === 0) return;
    const text = JSON.stringify(popups);
    const file = `${createHash("sha256").update(text).digest("hex").slice(0, 12)}.json`;
    files.set(file, text);
    node.properties["data-types"] = file;
    node.properties["role"] = "group";
    node.properties["aria-label"] = "code; the right and left arrows show the types of its names";
  },
};

function take(node: Child, popups: string[]): void {
  if (node.type !== "element") return;
  const popup = node.children.find(isPopup);
  if (popup !== undefined) {
    node.children = node.children.filter((child) => child !== popup);
    const html = toHtml(popup.children);
    const known = popups.indexOf(html);
    node.properties["data-type"] = known < 0 ? popups.push(html) - 1 : known;
  }
  for (const child of node.children) take(child, popups);
}

function isPopup(node: Child): node is Element {
  return node.type === "element" && node.properties["class"] === "twoslash-popup-container";
}

/** Writes the files of the built site. */
export function writeTypes(site: string): void {
  const folder = join(site, "types");
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
}

/** Serves them while the site is developed. */
export const serveTypes = {
  name: "types on hover",
  configureServer({ middlewares, config }) {
    middlewares.use(`${config.base}types/`, ({ url = "" }, response, next) => {
      const text = files.get(url.slice(1));
      if (text === undefined) return next();
      response.setHeader("content-type", "application/json").end(text);
    });
  },
} satisfies Plugin;
