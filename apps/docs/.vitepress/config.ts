import { defineConfig } from "vitepress";
import { base } from "./base.ts";
import { describe } from "./description.ts";
import { isolated, isolation } from "./isolation.ts";
import { countLines } from "./lines.ts";
import { nav, sidebar } from "./sidebar.ts";
import { markWideTables } from "./tables.ts";
import { themeRoles } from "./theme-roles.ts";
import { mistakes, sentences, prepareBlocks, twoslash } from "./twoslash.ts";
import { serveTypes, typesApart, writeTypes } from "./types-on-hover.ts";

export default defineConfig({
  title: "Chainrule",
  description: "Deep learning for TypeScript, in packages you can install one at a time",
  lang: "en",
  base,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}favicon.svg` }]],
  cleanUrls: true,
  // Those in `home` are parts of the first page.
  srcExclude: ["README.md", "home/*.md"],
  // A page is fetched when it is opened: those it links to weigh more than itself.
  router: { prefetchLinks: false },
  markdown: {
    math: true,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    codeTransformers: [mistakes, twoslash, sentences, typesApart],
    config(md) {
      prepareBlocks(md);
      countLines(md);
      markWideTables(md);
    },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: { level: [2, 3] },
    logo: { src: "/favicon.svg", alt: "" },
    search: {
      provider: "local",
      // What a reader looks for is in the code, not in its colours and types on hover, which take long.
      options: { _render: (source, env, md) => md.render(source, { ...env, plain: true }) },
    },
  },
  transformHead: describe,
  buildEnd: ({ outDir }) => writeTypes(outDir),
  vite: {
    plugins: [isolated, serveTypes, themeRoles],
    preview: { headers: isolation },
    worker: { format: "es" },
    build: { target: "es2022", chunkSizeWarningLimit: 1000 },
  },
});
