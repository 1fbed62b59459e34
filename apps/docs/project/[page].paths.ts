import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../docs/", import.meta.url));

/** Every page under the repository's `docs/`, at the same path below `project/`; a folder's `README.md` is its index. */
export default {
  watch: ["../../../docs/**/*.md"],
  paths: () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => ({
        params: { page: path.replace(/README\.md$/, "index.md").replace(/\.md$/, "") },
        content: readFileSync(folder + path, "utf8"),
      })),
};
