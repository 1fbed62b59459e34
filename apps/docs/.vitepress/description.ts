import type { HeadConfig, UserConfig } from "vitepress";

type TransformHead = NonNullable<UserConfig["transformHead"]>;

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** As much as a list of results shows. */
const longest = 200;

/** The first paragraph of a page as text, up to the last word that fits; a page without one has none. */
export function firstParagraph(html: string): string | undefined {
  const text = /<p>(.*?)<\/p>/s
    .exec(html.slice(html.indexOf('class="vp-doc')))?.[1]
    ?.replaceAll(/<mjx-container.*?<\/mjx-container>|<[^>]*>/gs, "")
    .replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!)
    .replaceAll(/\s+/g, " ")
    .trim();
  if (!text) return undefined;
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, "")} …`;
}

/** What a list of results, and a message that links to a page, say of it: its title, and its first paragraph, or else what the site is. */
export const describe: TransformHead = ({ content, title, description, siteData, pageData }) => {
  const text =
    pageData.frontmatter["layout"] === "home"
      ? description
      : (firstParagraph(content) ?? description);
  return [
    ["meta", { name: "description", content: text }],
    ["meta", { property: "og:type", content: "website" }],
    ["meta", { property: "og:site_name", content: siteData.title }],
    ["meta", { property: "og:title", content: title }],
    ["meta", { property: "og:description", content: text }],
  ] satisfies HeadConfig[];
};
