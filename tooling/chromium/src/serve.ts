import { preview } from "vite";

/** The headers that make a page cross-origin isolated, so that its threads may share memory. */
export const isolating: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** A folder that is being served on this machine. */
export interface Served {
  /** Where, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a folder of static files, with `headers` on each answer. */
export async function serve(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const server = await preview({
    configFile: false,
    logLevel: "error",
    appType: "mpa",
    build: { outDir: folder },
    preview: { host: "127.0.0.1", port: 0, headers },
  });
  const [url] = server.resolvedUrls!.local;
  return { url: url!, close: () => server.close() };
}
