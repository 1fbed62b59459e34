import { afterEach, expect, test, vi } from "vitest";
import { wasmEngine } from "../src/index.ts";
import { revectorize } from "../src/revectorize.ts";

afterEach(() => vi.unstubAllGlobals());

test("an engine asks Deno for no permission", () => {
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get(_, name) {
        throw new Error(`Requires env access to "${String(name)}"`);
      },
    },
  );
  vi.stubGlobal("process", { versions: { node: "26.3.0", deno: "2.9.6" }, env });
  expect(revectorize(undefined, () => wasmEngine())).toBe(false);
});
