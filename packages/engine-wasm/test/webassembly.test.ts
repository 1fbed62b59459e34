import { afterEach, expect, test, vi } from "vitest";
import { functionsOf } from "../src/webassembly.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  [undefined, "wasmEngine: this program runs without WebAssembly."],
  [
    {
      Module: function () {
        throw new Error("forbidden");
      },
    },
    "wasmEngine: compiling WebAssembly must be allowed, by 'wasm-unsafe-eval' in a page's policy; got Error: forbidden",
  ],
])("with %o in the place of WebAssembly there is a sentence", (stub, sentence) => {
  vi.stubGlobal("WebAssembly", stub);
  expect(() => functionsOf(new Uint8Array(), {})).toThrow(sentence);
});
