import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds a page of this folder, `index.html` for one, with its workers, and gives the new folder that it is in, to be served and removed. */
export async function buildPage(page: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chainrule-page-"));
  const root = fileURLToPath(new URL(".", import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, rollupOptions: { input: join(root, page) } },
    worker: { format: "es" },
  });
  return folder;
}
