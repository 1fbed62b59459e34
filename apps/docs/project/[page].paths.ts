import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../docs/", import.meta.url));

/** The text of a page, where a link to a file of the repository that is no page becomes its name: the site does not hold it. */
function withinDocs(path: string, text: string): string {
  return text.replaceAll(
    /\[([^\]]+)\]\((?!\w+:|#)([^)#]+)[^)]*\)/g,
    (link, name: string, to: string) =>
      relative(folder, resolve(folder, dirname(path), to)).startsWith("..") ? name : link,
  );
}

/** Every page under the repository's `docs/`, at the same path below `project/`; a folder's `README.md` is its index. */
export default {
  watch: ["../../../docs/**/*.md"],
  paths: () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => ({
        params: { page: path.replace(/README\.md$/, "index.md").replace(/\.md$/, "") },
        content: withinDocs(path, readFileSync(folder + path, "utf8")),
      })),
};
