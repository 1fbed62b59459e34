import type { UserConfig } from "vitepress";

type Plugin = Extract<
  NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>[number],
  { readonly name: string }
>;

/** What a page needs to use threads: shared memory exists only in pages that are isolated from others. */
export const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Sends those headers in development, where VitePress answers with pages itself, without Vite's `server.headers`. */
export const isolated = {
  name: "isolated pages",
  configureServer({ middlewares }) {
    middlewares.use((_, response, next) => {
      for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
      next();
    });
  },
} satisfies Plugin;
