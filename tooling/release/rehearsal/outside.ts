import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy for all that is not on loopback, which refuses it and remembers who was asked for. */
export interface Outside {
  readonly env: Readonly<Record<string, string>>;
  readonly asked: readonly string[];
  close(): void;
}

/** Starts it. */
export async function refuseOutside(): Promise<Outside> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(403).end();
  });
  server.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ["http_proxy", "https_proxy", "npm_config_proxy", "npm_config_https_proxy"];
  const env = {
    ...Object.fromEntries(names.map((name) => [name, proxy])),
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    no_proxy: "127.0.0.1,localhost",
    NO_PROXY: "127.0.0.1,localhost",
    npm_config_noproxy: "127.0.0.1,localhost",
  };
  return { env, asked, close: () => void server.close() };
}
