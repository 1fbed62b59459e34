import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the built site. */
export const dist: string = fileURLToPath(new URL("../../.vitepress/dist", import.meta.url));

/** Every page of the built site, as its address: `/`, `/guides/first-network`. */
export const pages: readonly string[] = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".html") && path !== "404.html")
  .map((path) => `/${path.replace(/(^|\/)index\.html$|\.html$/, "$1")}`)
  .toSorted();

/** The pages that people wrote, and one of each kind of the API reference, which one template makes. */
export const handwritten: readonly string[] = [
  ...pages.filter((path) => !path.startsWith("/api/")),
  "/api/",
  "/api/chainrule/",
  "/api/losses/",
  "/api/autograd/functions/vjp",
  "/api/optimizers/classes/Adam",
  "/api/optimizers/interfaces/AdamOptions",
  "/api/tensor/namespaces/shapes/",
];
