import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sirv from "sirv";

/** A served folder: where, and how to stop. */
export type Served = { readonly origin: string; close(): Promise<void> };

const dist = fileURLToPath(new URL("../../.vitepress/dist", import.meta.url));

/**
 * Serves the built site as a static host does, on loopback: `isolated` with the headers that threads need (COOP and COEP), else
 * without any; its page for an address that has none comes with status 404. Port 0 takes a free one.
 */
export async function serve(isolated: boolean, port = 0): Promise<Served> {
  const files = sirv(dist, { extensions: ["html"] });
  const server = createServer((request, response) => {
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
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
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  const { origin } = await serve(!values.plain, Number(values.port));
  console.log(`${origin}${values.plain ? " (without COOP and COEP: one thread)" : ""}`);
}
