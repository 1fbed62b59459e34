import { createServer } from "vite";
import { expect, test } from "vitest";
import { isolated } from "../.vitepress/isolation.ts";

test("what a development server answers by itself has the headers that threads need", async () => {
  const page = {
    name: "page",
    configureServer:
      ({ middlewares }: Pick<Awaited<ReturnType<typeof createServer>>, "middlewares">) =>
      () => {
        middlewares.use((_, response) => void response.end("a page"));
      },
  };
  const server = await createServer({
    configFile: false,
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true },
    server: { host: "127.0.0.1", port: 0 },
    plugins: [isolated as never, page],
  });
  await server.listen();
  const [address] = server.resolvedUrls!.local;
  const { headers } = await fetch(`${address}demos/train-mnist`);
  await server.close();
  expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
  expect(headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
});
