import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sirv from "sirv";
import { base } from "../../.vitepress/base.ts";

/** The served site: where its first page is, and how to stop. */
export type Served = { readonly home: string; close(): Promise<void> };

const dist = fileURLToPath(new URL("../../.vitepress/dist", import.meta.url));

/**
 * Serves the built site as a static host does, on loopback, below its base and nowhere else: `isolated` with the headers that threads need (COOP and COEP),
 * else without any; its page for an address that has none comes with status 404. Port 0 takes a free one.
 */
export async function serve(isolated: boolean, port = 0): Promise<Served> {
  const files = sirv(dist, { extensions: ["html"] });
  const server = createServer((request, response) => {
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    const { url = "" } = request;
    if (!url.startsWith(base)) {
      response.writeHead(404).end("Not found: the site is below another path.");
      return;
    }
    request.url = url.slice(base.length - 1);
    files(request, response, () => {
      readFile(`${dist}/404.html`).then(
        (page) => response.writeHead(404, { "Content-Type": "text/html" }).end(page),
        () => response.writeHead(404).end("Not found: the site is not built."),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    home: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { plain: { type: "boolean" }, port: { type: "string", default: "4173" } },
  });
  const { home } = await serve(!values.plain, Number(values.port));
  console.log(`${home}${values.plain ? " (without COOP and COEP: one thread)" : ""}`);
}
