import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

/** How strangers bundle `page.js` of a folder into `built`, each with what its own documentation says and nothing besides. */
export const bundlers = {
  async vite(folder: string, built: string): Promise<void> {
    await vite({
      configFile: false,
      root: folder,
      base: "./",
      logLevel: "error",
      build: { outDir: built, emptyOutDir: true, target: "es2022", modulePreload: false },
    });
  },

  async esbuild(folder: string, built: string): Promise<void> {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: ["page.js"],
      outdir: built,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "browser",
      logLevel: "error",
    });
  },

  async rollup(folder: string, built: string): Promise<void> {
    const bundle = await rollup({
      input: `${folder}/page.js`,
      plugins: [nodeResolve({ browser: true })],
      onwarn: ({ message }) => {
        throw new Error(message);
      },
    });
    await bundle.write({ dir: built });
    await bundle.close();
  },

  async webpack(folder: string, built: string): Promise<void> {
    const compiler = webpack({
      mode: "production",
      context: folder,
      entry: "./page.js",
      output: { path: built, filename: "page.js" },
      performance: false,
    });
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      compiler.run((error, found) => (found === undefined ? reject(error!) : resolve(found)));
    });
    await new Promise((resolve) => compiler.close(resolve));
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString("errors-warnings"));
  },
} as const;

export type Bundler = keyof typeof bundlers;
