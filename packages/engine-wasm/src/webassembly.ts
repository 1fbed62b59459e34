/** The part of the WebAssembly JavaScript interface that the engine uses; the packages compile without DOM or Node types. */

export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** How large a memory is at first and may become, in pages of 64 KiB, and whether threads may share it. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number;
  readonly shared: boolean;
}

/** What every memory has at least, and at the most: 4 GiB, the largest maximum that there is. */
export const leastPages = 2;
export const mostPages = 65536;

interface WebAssemblyInterface {
  readonly Memory: new (limits: MemoryLimits) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: Readonly<Record<string, unknown>> },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  validate(bytes: Uint8Array): boolean;
}

/** The WebAssembly of the running program; throws a sentence where there is none. */
export function webAssembly(): WebAssemblyInterface {
  const { WebAssembly: found } = globalThis as { readonly WebAssembly?: WebAssemblyInterface };
  if (found === undefined) throw new Error("wasmEngine: this program runs without WebAssembly.");
  return found;
}

/** The functions of a module. Throws a sentence where they may not be compiled: pages have policies, and so have servers at the edge of a network. */
export function functionsOf(
  bytes: Uint8Array,
  env: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { Instance, Module } = webAssembly();
  try {
    return new Instance(new Module(bytes), { env }).exports;
  } catch (cause) {
    throw new Error(
      `wasmEngine: compiling WebAssembly must be allowed, by 'wasm-unsafe-eval' in a page's policy; got ${String(cause)}`,
      { cause },
    );
  }
}
